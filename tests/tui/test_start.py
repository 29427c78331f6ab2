"""What the first painted queue waits for, and how the console keeps memory."""

import subprocess
import sys

from servicedesk.tui.heap import give_back

BEHIND = (
    "acting",
    "arrivals",
    "attention",
    "chrome",
    "commanding",
    "company",
    "counting",
    "floor.way",
    "listing",
    "notices",
    "opening",
    "queue_loader",
    "reading",
    "trail",
    "watch",
    "writing",
    "widgets.composer",
    "widgets.conversation_view",
    "wording.sentences",
)
"""Modules of the console that come behind the first paint."""
THREADS = """
import ctypes, threading
from servicedesk.tui.heap import share_heap
share_heap()
done = threading.Barrier(5)
def work():
    kept = [bytes(1000 + n) for n in range(1000)]
    done.wait()
for _ in range(4): threading.Thread(target=work).start()
done.wait()
library = ctypes.CDLL(None)
library.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(library.fdopen(1, b"w"))
library.malloc_info(0, out)
library.fflush(out)
"""


def told(program: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_the_first_paint_waits_for_no_module_that_only_acts_need():
    loaded = told("import sys, servicedesk.tui.app; print(*sys.modules)").split()
    assert not {f"servicedesk.tui.{name}" for name in BEHIND} & set(loaded)


def test_the_first_paint_waits_for_no_events_and_no_time_zones():
    loaded = told("import sys, servicedesk.tui.app; print(*sys.modules)").split()
    assert not {"servicedesk.domain.events", "servicedesk.domain.filters", "zoneinfo", "json"} & set(loaded)


def test_all_threads_share_one_heap():
    assert told(THREADS).count("<heap nr=") == 1


def test_giving_memory_back_leaves_what_is_in_use():
    kept = [bytes([n]) * 5000 for n in range(100)]
    give_back()
    assert kept == [bytes([n]) * 5000 for n in range(100)]
