"""What stands in a support report's list of contents, in both languages: whoever is sent it may read only one."""

from __future__ import annotations

MANIFEST = """\
Avatar Intake · 分身素材上传助手
Support report · 支持报告

Inside · 包含：
  program.json    version, system, versions of the libraries · 版本、系统、程序库版本
  settings.json   language, appearance, speed limits, retention · 语言、外观、限速、保留期限
  intakes.json    for each intake: stage, state, job id, fault codes, request ids, numbers of parts
                  每个任务：阶段、状态、任务 ID、错误代码、请求 ID、分段数量
  log.txt         the program's log, without names, numbers, keys, addresses and paths
                  程序日志，不含姓名、号码、密钥、上传地址和路径

Deliberately not inside · 特意不包含：
  names, phone and identity numbers, tags, batches · 姓名、电话和证件号码、标签、批次
  file names, folders, user and computer names · 文件名、文件夹、用户名和电脑名
  access keys, tokens, passwords, project and account names · 访问密钥、令牌、密码、项目和账号名称
  upload addresses, videos, pictures, letters · 上传地址、视频、图片、授权书
  the texts of errors and of the service's answers · 错误和服务答复的原文

Nothing is sent by itself. If you add words of your own when you pass it on, leave names and numbers out.
不会自动发送给任何人。如果您把它转给别人时要补充说明，请不要写姓名和号码。
"""
