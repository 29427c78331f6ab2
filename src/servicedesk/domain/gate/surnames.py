"""Chinese surnames: which character is one, its simplified form, and how it is spelt in Latin letters."""

from typing import Final

_SINGLE: Final = """
王 wang wong ong|李 li lee lei|张張 zhang chang cheung teo|刘劉 liu lau low|陈陳 chen chan tan chin|杨楊 yang yeung yong
赵趙 zhao chao chiu|黄黃 huang wong hwang ng|周 zhou chou chow chau|吴吳 wu ng goh|徐 xu hsu tsui chui|孙孫 sun suen
胡 hu wu woo|朱 zhu chu|高 gao kao ko|林 lin lam lim|何 he ho|郭 guo kuo kwok|马馬 ma|罗羅 luo lo law|梁 liang leung
宋 song sung|郑鄭 zheng cheng|谢謝 xie hsieh tse|韩韓 han hon|唐 tang tong|冯馮 feng fung|于 yu|董 dong tung
萧蕭肖 xiao hsiao siu|程 cheng ching|曹 cao tsao cho|袁 yuan yuen|邓鄧 deng teng tang|许許 xu hsu hui|傅 fu foo
沈瀋 shen sum sham|曾 zeng tseng tsang|彭 peng pang|吕呂 lu lyu lui|苏蘇 su so|卢盧 lu lo|蒋蔣 jiang chiang
蔡 cai tsai choi|贾賈 jia chia|丁 ding ting|魏 wei ngai|薛 xue hsueh sit|叶葉 ye yeh yip ip|阎閻 yan yen|余 yu yue
潘 pan poon|杜 du tu to|戴 dai tai|夏 xia hsia ha|钟鐘鍾 zhong chung|汪 wang wong|田 tian tien tin|任 ren jen yam
姜 jiang chiang keung|范 fan|方 fang fong|石 shi shih shek|姚 yao yiu|谭譚 tan tam|廖 liao liu|邹鄒 zou tsou chow
熊 xiong hsiung hung|金 jin chin kam|陆陸 lu luk|郝 hao hok|孔 kong kung hung|白 bai pai pak|崔 cui tsui chui
康 kang hong|毛 mao mo|邱 qiu chiu yau|秦 qin chin chun|江 jiang chiang kong|史 shi shih sze|顾顧 gu ku koo
侯 hou hau|邵 shao siu|孟 meng mang|龙龍 long lung|万萬 wan man|段 duan tuen|钱錢 qian chien chin|汤湯 tang tong
尹 yin wan|黎 li lai|易 yi yick|武 wu mo|乔喬 qiao chiao kiu|贺賀 he ho|赖賴 lai|龚龔 gong kung|文 wen man
严嚴 yan yen yim|倪 ni ngai|施 shi shih sze|洪 hong hung|季 ji chi kwai|庄莊 zhuang chuang chong|聂聶 nie nip
关關 guan kwan|温溫 wen wan|纪紀 ji chi kei|颜顏 yan yen ngan|柯 ke ko or|阮 ruan yuen|骆駱 luo lok|欧歐 ou au
连連 lian lin|麦麥 mai mak|童 tong tung|柳 liu lau
"""
_DOUBLE: Final = """
欧阳歐陽 ouyang auyeung|司马司馬 sima szema|上官 shangguan|诸葛諸葛 zhuge chukot|东方東方 dongfang|司徒 situ szeto
皇甫 huangfu|慕容 murong|令狐 linghu|夏侯 xiahou|端木 duanmu
"""
"""Written forms, the simplified one first, then spellings: pinyin, Wade-Giles, Cantonese, Hokkien."""


def _read(table: str, width: int) -> dict[str, tuple[str, frozenset[str]]]:
    """Every written form with its simplified one and its spellings."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for entry in table.strip().replace("\n", "|").split("|"):
        signs, *latin = entry.split()
        forms = [signs[at : at + width] for at in range(0, len(signs), width)]
        found |= dict.fromkeys(forms, (forms[0], frozenset(latin)))
    return found


_SURNAMES: Final = _read(_SINGLE, 1) | _read(_DOUBLE, 2)
SPELLINGS: Final = frozenset(spelling for _, latin in _SURNAMES.values() for spelling in latin)
"""Every spelling of a known surname in Latin letters."""


def surname_of(name: str) -> str | None:
    """The surname that a name begins with, in its simplified form; None when it begins with none that is known."""
    known = _SURNAMES.get(name[:2]) or _SURNAMES.get(name[:1])
    return None if known is None else known[0]


def spellings_of(surname: str) -> frozenset[str]:
    """How a surname (as ``surname_of`` gives it) is spelt in Latin letters."""
    return _SURNAMES[surname][1]
