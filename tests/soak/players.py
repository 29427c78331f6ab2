"""The processes of a run, each by its role; whoever dies is followed by another at the same post."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Final

from tests.soak import agents, sweeping, typing_agents

PROCESSES: Final = get_context("forkserver")
# The server imports the program once; each process that dies is a fork of it, made in milliseconds.
PROCESSES.set_forkserver_preload([agents.__name__, sweeping.__name__, typing_agents.__name__])

Role = Callable[[agents.Post], None]


@dataclass
class Player:
    role: Role
    post: agents.Post
    process: BaseProcess | None = None


def start(player: Player) -> None:
    player.post = replace(player.post, run=player.post.run + 1)
    player.process = PROCESSES.Process(target=player.role, args=(player.post,), daemon=True)
    player.process.start()


def kill(player: Player) -> None:
    """SIGKILL, and another in its place."""
    stop(player)
    start(player)


def stop(player: Player) -> None:
    if player.process is not None:
        player.process.kill()
        player.process.join()
