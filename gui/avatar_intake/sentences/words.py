"""Short words: good lines of a checklist, materials, fields, values, stages and states."""

from __future__ import annotations

# What a good line of the checklist says, by rule.
GOOD_LINES: dict[str, tuple[str, str]] = {
    "file-missing": ("文件在", "The file is there"),
    "file-empty": ("文件[大小 {found}]不为空", "The file has content[: {found}]"),
    "file-unreadable": ("文件可以打开", "The file can be opened"),
    "video-container": ("格式[ {found}]符合要求", "File type[ {found}] fits"),
    "video-readable": ("视频完整可读[，{found}]", "The video is complete[, {found}]"),
    "video-resolution": ("画面尺寸[ {found}]", "Picture size[ {found}]"),
    "video-duration": ("时长[ {found}]", "Length[ {found}]"),
    "video-sound": ("有声音[ {found}]", "Sound[ {found}]"),
    "video-codec": ("视频编码[ {found}]", "Video codec[ {found}]"),
    "video-frame-rate": ("帧率[ {found} 帧/秒]", "Frame rate[ {found} fps]"),
    "video-rotation": ("画面方向正确", "Upright picture"),
    "video-bit-depth": ("色深[ {found}]", "Colour depth[ {found}]"),
    "video-pixel-shape": ("像素是正方形", "Square pixels"),
    "video-edit-start": ("开头没有隐藏的部分", "Nothing is hidden at the beginning"),
    "video-sound-offset": ("声音和画面同时开始", "Sound and picture start together"),
    "video-sound-format": ("声音格式[ {found}]", "Sound format[ {found}]"),
    "video-sound-tracks": ("只有一条声音", "One sound track"),
    "video-tracks": ("只有一路画面", "One picture track"),
    "video-bit-rate": ("码率[ {found}]", "Bit rate[ {found}]"),
    "video-interlaced": ("逐行扫描", "Progressive picture"),
    "video-fragments": ("视频是整段保存的", "Stored in one piece"),
    "picture-format": ("图片格式[ {found}]", "Picture type[ {found}]"),
    "picture-readable": ("图片完整可读", "The picture is complete"),
    "picture-size": ("图片尺寸[ {found}]", "Picture size[ {found}]"),
    "picture-gps": ("不含拍摄地点", "No location inside"),
    "letter-format": ("授权书格式[ {found}]", "Letter type[ {found}]"),
    "letter-readable": ("授权书可读", "The letter can be read"),
    "letter-locked": ("授权书没有密码", "The letter has no password"),
    "letter-pages": ("授权书[共 {found} 页]", "The letter[, pages: {found}]"),
    "audio-readable": ("录音压缩包完整[，{found}]", "The voice archive is complete[, {found}]"),
    "audio-content": ("压缩包里有录音[：{found}]", "Recordings inside[: {found}]"),
    "same-file-twice": ("没有重复的文件", "No file is used twice"),
    "role-missing": ("材料已添加", "The file is added"),
    "name-mismatch": ("文件名与内容一致", "Name and content match"),
    "job-name": ("名称 {found}", "Name {found}"),
    "job-contact": ("手机号 {found}", "Phone number {found}"),
}
GOOD_LINE_OF_ANY_RULE = ("检查通过", "Checked, all is well")

ROLE_WORDS: dict[str, tuple[str, str]] = {
    "training_video": ("训练视频", "training video"),
    "action_video": ("动作视频", "action video"),
    "audio": ("录音压缩包", "voice recording"),
    "cover": ("封面", "cover"),
    "id_card_image1": ("身份证照片（人像面）", "ID photo (portrait side)"),
    "id_card_image2": ("身份证照片（国徽面）", "ID photo (emblem side)"),
    "grant_file": ("授权书", "authorisation letter"),
    "pre_beauty_image": ("美白前图片", "picture before retouching"),
    "post_beauty_image": ("美白后图片", "picture after retouching"),
}

FIELD_WORDS: dict[str, tuple[str, str]] = {
    "name": ("数字人名称", "avatar name"),
    "contact": ("手机号", "phone number"),
    "command_message": ("命令类型", "command type"),
    "video_multipart_count": ("训练视频上传份数", "pieces of the training video"),
    "action_video_multipart_count": ("动作视频上传份数", "pieces of the action video"),
    "is_background_replacement": ("背景替换", "background replacement"),
    "batch_name": ("批次名称", "batch name"),
    "tags": ("标签", "tags"),
    "model_version": ("模型版本", "model version"),
    "is_ondemand_resource": ("按需计费", "pay per use"),
    "is_flexus": ("基础版", "basic edition"),
    "is_fast_flexus": ("极速版", "fast edition"),
    "is_live_copy": ("直播间复刻", "live room copy"),
    "is_only_human_model": ("只训练形象", "figure only"),
    "audio_source_type": ("声音来源", "voice source"),
    "voice_properties": ("声音设置", "voice settings"),
    "voice_properties.job_tag": ("声音用途", "voice tag"),
    "voice_properties.sex": ("声音性别", "voice sex"),
    "voice_properties.language": ("训练语言", "voice language"),
    "supported_service": ("用途", "uses"),
    "app_user_id": ("用户标识", "user id"),
}

# The service's own words where they stand in a sentence for people.
VALUE_WORDS: dict[str, tuple[str, str]] = {
    "VIDEO_2D": ("视频制作", "video"),
    "LIVE_2D": ("直播", "live stream"),
    "CHAT_2D": ("互动", "conversation"),
}

STAGE_WORDS: dict[str, tuple[str, str]] = {
    "draft": ("草稿", "Draft"),
    "creating": ("正在建立任务", "Creating the job"),
    "uploading": ("上传中", "Uploading"),
    "stored": ("已存好，待确认", "Stored, to be confirmed"),
    "confirming": ("已存好，正在确认", "Stored, being confirmed"),
    "confirmed": ("待提交审核", "Ready to be submitted"),
    "submitting": ("正在提交审核", "Submitting for review"),
    "submitted": ("已提交审核", "Submitted for review"),
    "cancelled": ("已取消", "Cancelled"),
}

SHOWN_WORDS: dict[str, tuple[str, str]] = {
    "to_submit": ("待提交", "To submit"),
    "in_review": ("审核中", "In review"),
    "rejected": ("审核未通过", "Review not passed"),
    "training": ("训练中", "Training"),
    "your_turn": ("待您确认", "Waiting for you"),
    "turned_down": ("已驳回", "Turned down"),
    "done": ("已完成", "Done"),
    "suspended": ("已挂起", "Suspended"),
    "in_progress": ("处理中", "In progress"),
}

AHEAD, BEHIND = ("快", "ahead"), ("慢", "behind")  # of a clock

# Of a stretch of time: seconds, and what they are called.
TIME_UNITS: tuple[tuple[int, tuple[str, str]], ...] = (
    (86400, ("天", "d")),
    (3600, ("小时", "h")),
    (60, ("分", "min")),
    (1, ("秒", "s")),
)
