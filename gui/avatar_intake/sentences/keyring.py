"""What is said about the system's password store, and about a secret that is not there any more.

Each says what was found and what to do; the way that is always open is not to have the account remembered.
"""

from __future__ import annotations

from avatar_intake.sentences.message import CHECK, WAIT, Message, t

_ZH = "也可以不记住：这次输入的只留在内存，关闭程序前有效。"
_EN = " Or don't have it remembered: what you typed then holds until you close the program."

KEYRING = (
    Message(
        "S02",
        CHECK,
        t(
            "无法安全保存密钥",
            "没有找到系统的密码保管箱。请安装或启动一个（Linux 上如 GNOME 密钥环、KWallet），再试一次。" + _ZH,
            "再试一次",
            "重新填写密钥",
        ),
        t(
            "The key can't be stored safely",
            "The system has no password store. Install or start one (on Linux GNOME Keyring or KWallet, for example),"
            " then try again." + _EN,
            "Try again",
            "Enter the key again",
        ),
    ),
    Message(
        "K01",
        CHECK,
        t(
            "设定的密码保管箱不安全",
            "这台电脑设定的那一个会明文保存，或什么都不保存，所以没有使用。请改用系统的密码保管箱，再试一次。" + _ZH,
            "再试一次",
            "重新填写密钥",
        ),
        t(
            "The password store isn't safe",
            "The one that is set up here keeps secrets readable for others, or keeps nothing, so it wasn't used."
            " Set up the system's own, then try again." + _EN,
            "Try again",
            "Enter the key again",
        ),
    ),
    Message(
        "K02",
        CHECK,
        t(
            "密码保管箱没有解锁",
            "请用它的密码（多半就是登录密码）解锁，再试一次。" + _ZH,
            "再试一次",
            "重新填写密钥",
        ),
        t(
            "The password store is locked",
            "Unlock it with its password, most often the one that you log in with, then try again." + _EN,
            "Try again",
            "Enter the key again",
        ),
    ),
    Message(
        "K03",
        CHECK,
        t(
            "密码保管箱拒绝了请求",
            "请在系统里允许本程序使用它，再试一次。" + _ZH,
            "再试一次",
            "重新填写密钥",
        ),
        t(
            "The password store said no",
            "Allow this program to use it in the system's settings, then try again." + _EN,
            "Try again",
            "Enter the key again",
        ),
    ),
    Message(
        "K04",
        CHECK,
        t(
            "密码保管箱没有留住密钥",
            "存进去的读不回来，所以当作没有保存。请检查保管箱的设置，再试一次。" + _ZH,
            "再试一次",
            "重新填写密钥",
        ),
        t(
            "The password store didn't keep the key",
            "What was put there didn't come back, so it counts as not kept. Check the store's settings, then try"
            " again." + _EN,
            "Try again",
            "Enter the key again",
        ),
    ),
    Message(
        "K05",
        CHECK,
        t(
            "密码保管箱没有回应",
            "它可能正在等您输入密码：请看一下本窗口后面，再试一次。什么都没有保存。" + _ZH,
            "再试一次",
            "重新填写密钥",
        ),
        t(
            "The password store doesn't answer",
            "It may be waiting for its password: look behind this window, then try again. Nothing was kept." + _EN,
            "Try again",
            "Enter the key again",
        ),
    ),
    Message(
        "K06",
        CHECK,
        t(
            "已退出，但密钥还在密码保管箱里",
            "保管箱没有删除它。请在系统的密码管理中删除“{service}”条目。",
            "关闭",
        ),
        t(
            "Signed out, but the key is still stored",
            "The password store didn't remove it. Delete the entry “{service}” in the system's password manager.",
            "Close",
        ),
    ),
    Message(
        "K07",
        CHECK,
        t(
            "需要重新输入密钥",
            "账号设置都在，但密钥或密码没有留在这台电脑上，或已因无人操作被清除。",
            "重新输入",
        ),
        t(
            "The key has to be entered again",
            "The account is still set, but its key or password isn't kept here, or was forgotten while nobody was"
            " using the program.",
            "Enter it again",
        ),
    ),
    Message(
        "K08",
        WAIT,
        t("正在等待密码保管箱", "系统可能正在请您输入它的密码：请看一下本窗口后面。"),
        t(
            "Waiting for the password store",
            "The system may be asking for its password: look behind this window.",
        ),
    ),
    Message(
        "K09",
        CHECK,
        t(
            "密钥已从内存中清除",
            "{minutes} 分钟无人操作，而且没有选择记住。账号的其他设置都还在；要继续，请重新输入密钥或密码。",
            "重新输入",
        ),
        t(
            "The key was forgotten",
            "Nobody used the program for {minutes} minutes, and the key isn't remembered here. The rest of the account"
            " is still set; enter the key or password to go on.",
            "Enter it again",
        ),
    ),
)
