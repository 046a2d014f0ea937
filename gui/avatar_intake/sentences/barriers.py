"""What is said about whatever stands between this computer and the service: a proxy, a certificate, a wrong place."""

from __future__ import annotations

from avatar_intake.sentences.message import STOP, WAIT, Message, t

BARRIERS = (
    Message(
        "N02",
        STOP,
        t("代理服务器拒绝连接", "代理不允许访问 {host}，或代理设置有误。请检查设置，或请网管放行。", "网络设置"),
        t(
            "The proxy refuses the connection",
            "It doesn't let us reach {host}, or its setting is wrong. Check the settings, or ask IT to allow it.",
            "Network settings",
        ),
    ),
    Message(
        "N10",
        STOP,
        t("代理需要用户名和密码", "代理没有接受现在的登录信息。请在网络设置里填写公司网络的用户名和密码。", "网络设置"),
        t(
            "The proxy wants a user and password",
            "It didn't accept the present ones. Enter your company network's user and password.",
            "Network settings",
        ),
    ),
    Message(
        "N11",
        WAIT,
        t("代理服务器没有回应", "网络恢复后自动继续。如果现在不用代理，请在网络设置里选择“不使用代理”。", "立即重试"),
        t(
            "The proxy doesn't answer",
            "We'll go on when it is back. Without a proxy here, choose so in the network settings.",
            "Try now",
        ),
    ),
    Message(
        "N03",
        STOP,
        t(
            "连接不安全，已停止",
            "无法与 {host} 建立安全连接，什么都没有发送。可以请网管查看。",
            "网络设置",
            "复制给网管",
        ),
        t(
            "The connection isn't secure, so we stopped",
            "No secure connection to {host} could be made. Nothing was sent. Ask IT to have a look.",
            "Network settings",
            "Copy for IT",
        ),
    ),
    Message(
        "N05",
        STOP,
        t(
            "证书不受信任，已停止",
            "这台电脑不认识 {host} 的证书的签发者，什么都没有发送。"
            "公司网络会检查连接时，请在网络设置里添加公司的根证书（可向网管索取）；否则请换一个网络。",
            "添加公司的根证书",
        ),
        t(
            "The certificate isn't trusted",
            "This computer doesn't know who issued the certificate of {host}. Nothing was sent. If your company "
            "inspects connections, add its root certificate (IT has it); otherwise use another network.",
            "Add your company's root certificate",
        ),
    ),
    Message(
        "N06",
        STOP,
        t(
            "证书不在有效期内，已停止",
            "{host} 的证书已过期或尚未生效，或者这台电脑的时间不对[（现在显示 {clock}）]。什么都没有发送。"
            "请先核对时间；时间正确时请告诉网管。",
            "核对时间后再试",
        ),
        t(
            "The certificate isn't valid now",
            "That of {host} is over or hasn't begun, or this computer's clock is wrong[ (it says {clock})]. "
            "Nothing was sent. Check the clock first; if it is right, tell IT.",
            "Check the clock and try again",
        ),
    ),
    Message(
        "N07",
        STOP,
        t(
            "证书属于别的网站，已停止",
            "回应的不是 {host}，什么都没有发送。请检查服务地址；"
            "地址正确时，可能是网络把连接引到了别处，请换一个网络或告诉网管。",
            "检查服务地址",
        ),
        t(
            "The certificate is another site's",
            "Something else answers for {host}. Nothing was sent. Check the service address; if it is right, use "
            "another network or tell IT.",
            "Check the service address",
        ),
    ),
    Message(
        "N08",
        STOP,
        t(
            "对方的加密方式过时，已停止",
            "{host} 只提供不再安全的加密方式，什么都没有发送。多半是公司的代理或网关太旧，请告诉网管。",
            "复制给网管",
        ),
        t(
            "The other side's encryption is too old",
            "{host} offers only what is no longer safe. Nothing was sent. Most likely an old company gateway: tell IT.",
            "Copy for IT",
        ),
    ),
    Message(
        "N09",
        STOP,
        t("证书已被吊销，已停止", "{host} 的证书已作废，什么都没有发送。请换一个网络，或告诉网管。", "复制给网管"),
        t(
            "The certificate was revoked",
            "That of {host} was withdrawn by its issuer. Nothing was sent. Use another network, or tell IT.",
            "Copy for IT",
        ),
    ),
    Message(
        "N12",
        STOP,
        t(
            "地址指向内部网络，已停止",
            "{host} 应在互联网上，这里却指向本机或内部网络，什么都没有发送。"
            "请换一个网络；使用私有云时，请在账号里填写自己的服务地址。",
            "换网络后再试",
        ),
        t(
            "The address leads inside this network",
            "{host} should be on the internet, but leads into this network. Nothing was sent. Use another network; "
            "for a private cloud, enter your own service address in the account.",
            "Try again in another network",
        ),
    ),
    Message(
        "N13",
        STOP,
        t(
            "代理地址不能用",
            "[现在是 {found}。]请填写主机名和端口，例如 proxy.example:8080；用户名和密码另填。",
            "修改",
        ),
        t(
            "The proxy's address can't be used",
            "[It is {found}. ]Enter host:port, such as proxy.example:8080; user and password have their own fields.",
            "Edit",
        ),
    ),
    Message(
        "N14",
        STOP,
        t("无法读取这个证书文件", "{name} 不存在、太大，或者无法读取。请选择网管提供的证书文件。", "选择别的文件"),
        t(
            "The certificate file can't be read",
            "{name} isn't there, is too large or closed to this program. Choose the certificate file from IT.",
            "Choose another file",
        ),
    ),
    Message(
        "N15",
        STOP,
        t("文件里有私钥，没有使用", "{name} 里有不该外传的私钥。请向网管索取只含根证书的文件。", "选择别的文件"),
        t(
            "The file holds a private key",
            "{name} wasn't used: a private key belongs to nobody else. Ask IT for one with the root certificate only.",
            "Choose another file",
        ),
    ),
    Message(
        "N16",
        STOP,
        t("这不是证书文件", "{name} 里没有能读懂的证书。需要 PEM 或 DER 格式（.pem、.crt、.cer）。", "选择别的文件"),
        t(
            "This is no certificate file",
            "No certificate can be read in {name}. It must be PEM or DER (.pem, .crt, .cer).",
            "Choose another file",
        ),
    ),
    Message(
        "N17",
        STOP,
        t("这不是根证书", "{name} 里的证书不能为其他网站作证。请向网管索取公司的根证书。", "选择别的文件"),
        t(
            "This is no root certificate",
            "The certificate in {name} may not vouch for others. Ask IT for the company's root certificate.",
            "Choose another file",
        ),
    ),
    Message(
        "N18",
        STOP,
        t(
            "根证书不在有效期内",
            "{name} 里的证书已过期或尚未生效。请向网管索取新的，并核对电脑的时间。",
            "选择别的文件",
        ),
        t(
            "The root certificate isn't valid now",
            "The one in {name} is over or hasn't begun. Ask IT for the present one, and check this computer's clock.",
            "Choose another file",
        ),
    ),
)
