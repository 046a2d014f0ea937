<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Avatar Intake</source>
        <translation>关于分身素材上传助手</translation>
    </message>
    <message>
        <source>Avatar Intake {version}</source>
        <translation>分身素材上传助手 {version}</translation>
    </message>
    <message>
        <source>Brings one person&apos;s materials to Huawei Cloud MetaStudio: checked, uploaded, submitted for review. The source is free under the Apache License 2.0; an installer that contains the video libraries is distributed under the terms of the GPL 3.0.</source>
        <translation>把一个人的素材送到华为云 MetaStudio：先检查，再上传，最后提交审核。源代码以 Apache 2.0 许可证开放；带有视频库的安装包按 GPL 3.0 条款分发。</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>AccountButton</name>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Account: {name}</source>
        <translation>账号：{name}</translation>
    </message>
    <message>
        <source>Add or change accounts…</source>
        <translation>添加或修改账号…</translation>
    </message>
    <message>
        <source>No account yet: the first intake asks for it</source>
        <translation>还没有账号：新建第一个任务时会询问</translation>
    </message>
    <message>
        <source>The practice studio</source>
        <translation>演练服务</translation>
    </message>
</context>
<context>
    <name>AccountDialog</name>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use this account</source>
        <translation>使用这个账号</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Still missing: {things}</source>
        <translation>还缺：{things}</translation>
    </message>
    <message>
        <source>Continue this time</source>
        <translation>本次继续</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>New intakes go with the account in use; a job stays with its own. Secrets are in the system&apos;s store.</source>
        <translation>新任务使用当前账号，已建立的任务仍属于原来的账号。密钥和密码保存在系统的密码保管箱里。</translation>
    </message>
    <message>
        <source>Add an account</source>
        <translation>添加账号</translation>
    </message>
    <message>
        <source>The account goes from this list and its secret from the system&apos;s store</source>
        <translation>从列表中移除这个账号，并从系统的密码保管箱中删除它的密钥或密码</translation>
    </message>
    <message>
        <source>New account</source>
        <translation>新账号</translation>
    </message>
    <message>
        <source>In use · {place}</source>
        <translation>使用中 · {place}</translation>
    </message>
</context>
<context>
    <name>AccountForm</name>
    <message>
        <source>North China – Beijing 4 (cn-north-4)</source>
        <translation>华北-北京四（cn-north-4）</translation>
    </message>
    <message>
        <source>East China – Shanghai 1 (cn-east-3)</source>
        <translation>华东-上海一（cn-east-3）</translation>
    </message>
    <message>
        <source>Another address…</source>
        <translation>其他地址…</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Address of the service</source>
        <translation>服务地址</translation>
    </message>
    <message>
        <source>https://host/prefix</source>
        <translation>https://主机名/路径前缀</translation>
    </message>
    <message>
        <source>Project ID</source>
        <translation>项目 ID</translation>
    </message>
    <message>
        <source>Console: My Credentials, API Credentials</source>
        <translation>控制台“我的凭证 &gt; API 凭证”中可查</translation>
    </message>
    <message>
        <source>Access key</source>
        <translation>访问密钥</translation>
    </message>
    <message>
        <source>User name and password</source>
        <translation>用户名和密码</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Access key ID (AK)</source>
        <translation>访问密钥 ID（AK）</translation>
    </message>
    <message>
        <source>Secret access key (SK)</source>
        <translation>秘密访问密钥（SK）</translation>
    </message>
    <message>
        <source>Security token</source>
        <translation>安全令牌</translation>
    </message>
    <message>
        <source>Only for temporary keys</source>
        <translation>仅临时密钥需要</translation>
    </message>
    <message>
        <source>Account name</source>
        <translation>账号名</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Holds for 24 hours and is never kept</source>
        <translation>24 小时内有效，不会被保存</translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation>登录方式</translation>
    </message>
    <message>
        <source>Remember on this computer, in the system&apos;s password store</source>
        <translation>在本机记住（保存在系统的密码保管箱里）</translation>
    </message>
    <message>
        <source>The account is on the vendor&apos;s NA list: documents may be left out</source>
        <translation>账号在华为云 NA 名单中：可以不提供身份证件和授权书</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>测试连接</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>此项必填。</translation>
    </message>
    <message>
        <source>Find it</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Your own name for it</source>
        <translation>自定义名称</translation>
    </message>
    <message>
        <source>As you like; it is seen on this computer only</source>
        <translation>可自行起名，只在这台电脑上显示</translation>
    </message>
    <message>
        <source>Find the project ID</source>
        <translation>查找项目 ID</translation>
    </message>
    <message>
        <source>Empty: the region&apos;s own project</source>
        <translation>留空则使用该区域的默认项目</translation>
    </message>
    <message>
        <source>Kept; type to replace it</source>
        <translation>已保存，输入即可更换</translation>
    </message>
</context>
<context>
    <name>AccountPage</name>
    <message>
        <source>Where should the materials go?</source>
        <translation>素材要送到哪里？</translation>
    </message>
    <message>
        <source>Only once: the account is used for all intakes. A rehearsal needs none.</source>
        <translation>只需设置一次，之后的任务都用这个账号。演练不需要账号。</translation>
    </message>
    <message>
        <source>To Huawei Cloud</source>
        <translation>送到华为云</translation>
    </message>
    <message>
        <source>With the account of your studio. Materials are really submitted.</source>
        <translation>使用您的账号，素材会真正提交。</translation>
    </message>
    <message>
        <source>Rehearse first</source>
        <translation>先演练一次</translation>
    </message>
    <message>
        <source>A practice studio inside this program plays the service. Nothing leaves this computer.</source>
        <translation>由程序内置的演练服务代替华为云，任何内容都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>What a rehearsal does</source>
        <translation>演练会做什么</translation>
    </message>
    <message>
        <source>Everything stays on this computer; no account is needed and nothing is charged.</source>
        <translation>一切都在本机进行，不需要账号，也不产生费用。</translation>
    </message>
    <message>
        <source>It takes your own materials, or the samples, through every step of a real submission.</source>
        <translation>用您自己的素材或示例素材，把真实提交的每一步走一遍。</translation>
    </message>
    <message>
        <source>The practice studio&apos;s review looks at the files as the real one does, and rejects what is wrong.</source>
        <translation>演练服务会像真正的审核一样检查文件，有问题同样会退回。</translation>
    </message>
    <message>
        <source>Afterwards you can set up the account and send the same materials for real.</source>
        <translation>演练之后再设置账号，用同样的素材正式提交。</translation>
    </message>
    <message>
        <source>Continue this time</source>
        <translation>本次继续</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
</context>
<context>
    <name>AccountTrial</name>
    <message>
        <source>Trying…</source>
        <translation>正在测试…</translation>
    </message>
    <message>
        <source>Looking for the project…</source>
        <translation>正在查找项目…</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>The project was found</source>
        <translation>已找到项目</translation>
    </message>
    <message>
        <source>Choose the one in which your avatars are to be made.</source>
        <translation>请选择用来制作形象的那一个。</translation>
    </message>
    <message>
        <source>There are several projects</source>
        <translation>有多个项目</translation>
    </message>
    <message>
        <source>Signed in as {user}.</source>
        <translation>已用 {user} 登录。</translation>
    </message>
    <message>
        <source>Project {name}.</source>
        <translation>项目：{name}。</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) found in this project.</source>
        <translation>
            <numerusform>该项目中有 %n 个任务。</numerusform>
        </translation>
    </message>
    <message>
        <source>The connection works</source>
        <translation>连接正常</translation>
    </message>
</context>
<context>
    <name>Arrivals</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>None of these files is a material</source>
        <translation>这些文件都不是素材</translation>
    </message>
    <message>
        <source>A video, pictures, a PDF or a ZIP file are needed. Found: {names}</source>
        <translation>需要视频、图片、PDF 或 ZIP 文件。收到的是：{names}</translation>
    </message>
    <message>
        <source>A new intake was begun; some files were left out</source>
        <translation>已新建任务，有些文件没有用上</translation>
    </message>
    <message>
        <source>Not used: {names}. Choose them on their page, if they belong to it.</source>
        <translation>没有用上：{names}。如果需要，请在对应的页面选择。</translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message>
        <source>Avatar Intake: nothing is being uploaded</source>
        <translation>分身素材上传助手：没有正在上传的任务</translation>
    </message>
    <message>
        <source>Avatar Intake: {percent} % uploaded, waiting</source>
        <translation>分身素材上传助手：已上传 {percent} %，等待中</translation>
    </message>
    <message numerus="yes">
        <source>Avatar Intake: %n uploads, {percent} %</source>
        <translation>
            <numerusform>分身素材上传助手：%n 个上传，{percent} %</numerusform>
        </translation>
    </message>
    <message>
        <source>Avatar Intake: {percent} % uploaded</source>
        <translation>分身素材上传助手：已上传 {percent} %</translation>
    </message>
    <message>
        <source>Open Avatar Intake</source>
        <translation>打开分身素材上传助手</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>Board</name>
    <message>
        <source>Jobs at the service</source>
        <translation>服务端的任务</translation>
    </message>
    <message>
        <source>No job at the service matches</source>
        <translation>服务端没有符合条件的任务</translation>
    </message>
    <message>
        <source>Jobs that were made at other computers or in the console stand here. Narrow less, or tick “Also what was made here”.</source>
        <translation>在其他电脑或控制台创建的任务会显示在这里。请放宽筛选条件，或勾选“也显示本机创建的”。</translation>
    </message>
    <message>
        <source>Show all jobs</source>
        <translation>显示全部任务</translation>
    </message>
    <message>
        <source>Asking the service…</source>
        <translation>正在查询服务…</translation>
    </message>
    <message>
        <source>The service could not be asked. Press Refresh to try again.</source>
        <translation>暂时无法查询服务。请点“刷新”再试一次。</translation>
    </message>
    <message>
        <source>{here} shown of {count} that the service has</source>
        <translation>服务端共 {count} 个，已显示 {here} 个</translation>
    </message>
</context>
<context>
    <name>BoardFilters</name>
    <message>
        <source>All stages</source>
        <translation>全部状态</translation>
    </message>
    <message>
        <source>Any day</source>
        <translation>不限日期</translation>
    </message>
    <message>
        <source>Made today</source>
        <translation>今天创建</translation>
    </message>
    <message>
        <source>Made in 7 days</source>
        <translation>近 7 天创建</translation>
    </message>
    <message>
        <source>Made in 30 days</source>
        <translation>近 30 天创建</translation>
    </message>
    <message>
        <source>Choose days…</source>
        <translation>选择日期…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Made when</source>
        <translation>创建日期</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>起始日期</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>结束日期</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Also what was made here</source>
        <translation>也显示本机创建的</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
</context>
<context>
    <name>BoardJobPage</name>
    <message>
        <source>All jobs at the service</source>
        <translation>服务端的全部任务</translation>
    </message>
    <message>
        <source>Made elsewhere</source>
        <translation>非本机创建</translation>
    </message>
    <message>
        <source>Follow here</source>
        <translation>在本机跟进</translation>
    </message>
    <message>
        <source>Copy the job id</source>
        <translation>复制任务 ID</translation>
    </message>
    <message>
        <source>No name yet</source>
        <translation>尚未命名</translation>
    </message>
    <message>
        <source>Made {moment}</source>
        <translation>创建于 {moment}</translation>
    </message>
    <message>
        <source>Last change {moment}</source>
        <translation>最近变化：{moment}</translation>
    </message>
    <message>
        <source>Job {job_id}</source>
        <translation>任务 {job_id}</translation>
    </message>
    <message>
        <source>Copy the job id {job_id}</source>
        <translation>复制任务 ID {job_id}</translation>
    </message>
</context>
<context>
    <name>BoardModel</name>
    <message>
        <source>Avatar</source>
        <translation>数字人</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Last change</source>
        <translation>最近变化</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>No name yet</source>
        <translation>尚未命名</translation>
    </message>
    <message>
        <source>Made here</source>
        <translation>本机创建</translation>
    </message>
    <message>
        <source>Followed here</source>
        <translation>本机已跟进</translation>
    </message>
    <message>
        <source>Follow here</source>
        <translation>在本机跟进</translation>
    </message>
</context>
<context>
    <name>CornersEditor</name>
    <message>
        <source>The picture with its four corners</source>
        <translation>图片和它的四个角</translation>
    </message>
    <message>
        <source>Top left corner</source>
        <translation>左上角</translation>
    </message>
    <message>
        <source>Top right corner</source>
        <translation>右上角</translation>
    </message>
    <message>
        <source>Bottom right corner</source>
        <translation>右下角</translation>
    </message>
    <message>
        <source>Bottom left corner</source>
        <translation>左下角</translation>
    </message>
    <message>
        <source>The arrow keys move it; with Shift in large steps.</source>
        <translation>用方向键移动；按住 Shift 时移动得更快。</translation>
    </message>
    <message>
        <source>{x} % from the left, {y} % from the top.</source>
        <translation>距左边 {x}%，距上边 {y}%。</translation>
    </message>
</context>
<context>
    <name>Counsel</name>
    <message>
        <source>What is stored is safe. Go on before {moment}.</source>
        <translation>已存好的部分不会丢失，请在 {moment} 前继续。</translation>
    </message>
    <message>
        <source>The upload has stopped half-way</source>
        <translation>上传停在了半路</translation>
    </message>
    <message>
        <source>What is stored is safe. Press Continue to go on.</source>
        <translation>已存好的部分不会丢失，点“继续”即可接着上传。</translation>
    </message>
    <message>
        <source>Everything is stored, one step is left</source>
        <translation>全部存好了，还差一步</translation>
    </message>
    <message>
        <source>Submitting for review can&apos;t be taken back.</source>
        <translation>提交审核后不能撤回。</translation>
    </message>
    <message>
        <source>Nothing to do for you at the moment</source>
        <translation>现在不需要您做什么</translation>
    </message>
    <message>
        <source>The review usually takes one working day.</source>
        <translation>审核通常需要 1 个工作日。</translation>
    </message>
    <message>
        <source>The review was passed, the avatar is being trained</source>
        <translation>审核已通过，正在训练</translation>
    </message>
    <message>
        <source>This usually takes up to three working days.</source>
        <translation>通常在 3 个工作日内完成。</translation>
    </message>
    <message>
        <source>The avatar is ready</source>
        <translation>数字人制作完成</translation>
    </message>
    <message>
        <source>You find it in the MetaStudio console.</source>
        <translation>您可以在 MetaStudio 控制台里找到它。</translation>
    </message>
    <message>
        <source>The service waits for your verdict</source>
        <translation>服务端在等您确认</translation>
    </message>
    <message>
        <source>Look at the avatar in the MetaStudio console, then accept it or turn it down here.</source>
        <translation>请在 MetaStudio 控制台查看效果，再在这里接受或驳回。</translation>
    </message>
    <message>
        <source>You have turned the result down</source>
        <translation>您已驳回制作结果</translation>
    </message>
    <message>
        <source>The service works on it again. You can answer its questions here.</source>
        <translation>服务端正在重新处理。您可以在这里答复对方的问题。</translation>
    </message>
    <message>
        <source>The job is suspended</source>
        <translation>任务已挂起</translation>
    </message>
    <message>
        <source>Nothing happens until you resume it.</source>
        <translation>恢复之前不会有任何进展。</translation>
    </message>
</context>
<context>
    <name>CoverPicker</name>
    <message>
        <source>Whole picture</source>
        <translation>整个画面</translation>
    </message>
    <message>
        <source>Part, 16:9</source>
        <translation>裁剪 16:9</translation>
    </message>
    <message>
        <source>Part, 9:16</source>
        <translation>裁剪 9:16</translation>
    </message>
    <message>
        <source>Part, free</source>
        <translation>自由裁剪</translation>
    </message>
    <message>
        <source>Part of the picture</source>
        <translation>画面范围</translation>
    </message>
    <message>
        <source>How much of the picture becomes the cover</source>
        <translation>用画面的哪一部分作为封面</translation>
    </message>
    <message>
        <source>Save as cover</source>
        <translation>用作封面</translation>
    </message>
    <message>
        <source>Save picture as…</source>
        <translation>图片另存为…</translation>
    </message>
    <message>
        <source>JPG picture (*.jpg)</source>
        <translation>JPG 图片 (*.jpg)</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something went wrong in this program</source>
        <translation>程序出了点问题</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Your files and what is already uploaded are safe. You can go on; if something looks odd, quit and open the program again. The report below holds no names, paths or secrets, and nobody is sent it unless you pass it on. If you add words of your own then, leave names and numbers out.</source>
        <translation>您的文件和已上传的内容都没有丢失。您可以继续使用；如果界面不对劲，请退出后重新打开。下面的报告不含姓名、路径和密钥，也不会自动发送给任何人。如果您把它转给别人时要补充说明，请不要写姓名和号码。</translation>
    </message>
</context>
<context>
    <name>CropPicture</name>
    <message>
        <source>Picture for the cover</source>
        <translation>封面画面</translation>
    </message>
    <message>
        <source>All of it is kept.</source>
        <translation>保留整个画面。</translation>
    </message>
    <message>
        <source>Kept: from {left} % to {right} % across, from {top} % to {bottom} % down.</source>
        <translation>保留：横向 {left}% 到 {right}%，纵向 {top}% 到 {bottom}%。</translation>
    </message>
    <message>
        <source>The arrow keys move it; with Shift they change its size.</source>
        <translation>用方向键移动；按住 Shift 时改变大小。</translation>
    </message>
</context>
<context>
    <name>Deciding</name>
    <message>
        <source>Done: {action}</source>
        <translation>已完成：{action}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>DecisionBar</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More decisions</source>
        <translation>更多操作</translation>
    </message>
</context>
<context>
    <name>DecisionDialog</name>
    <message>
        <source>Turn down the result for &quot;{name}&quot;?</source>
        <translation>驳回“{name}”的制作结果？</translation>
    </message>
    <message>
        <source>Say what has to be different. The reviewers at the service read it.</source>
        <translation>请说明需要修改的地方，服务端的审核人员会看到。</translation>
    </message>
    <message>
        <source>Answer about &quot;{name}&quot;</source>
        <translation>答复：“{name}”</translation>
    </message>
    <message>
        <source>The reviewers at the service read your answer and its attachments.</source>
        <translation>服务端的审核人员会看到您的答复和附件。</translation>
    </message>
    <message>
        <source>Title (may be left out)</source>
        <translation>标题（可不填）</translation>
    </message>
    <message>
        <source>What the reviewers should know</source>
        <translation>告诉审核人员的内容</translation>
    </message>
    <message>
        <source>Attachments (may be left out)</source>
        <translation>附件（可不加）</translation>
    </message>
    <message>
        <source>Attach a file…</source>
        <translation>添加附件…</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{count} of {limit}</source>
        <translation>{count}/{limit}</translation>
    </message>
    <message>
        <source>The title is too long.</source>
        <translation>标题太长了。</translation>
    </message>
    <message>
        <source>The text is too long.</source>
        <translation>内容太长了。</translation>
    </message>
    <message>
        <source>Write what the reviewers should know.</source>
        <translation>请填写告诉审核人员的内容。</translation>
    </message>
    <message>
        <source>Leave out some of the attachments.</source>
        <translation>附件太多了，请移除一些。</translation>
    </message>
    <message>
        <source>Attach a file</source>
        <translation>添加附件</translation>
    </message>
</context>
<context>
    <name>DeskControl</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Upload finished</source>
        <translation>上传完成</translation>
    </message>
    <message>
        <source>Open Avatar Intake to see what comes next.</source>
        <translation>打开分身素材上传助手，查看下一步。</translation>
    </message>
    <message>
        <source>Upload stopped</source>
        <translation>上传已停止</translation>
    </message>
    <message>
        <source>Open Avatar Intake to see why.</source>
        <translation>打开分身素材上传助手，查看原因。</translation>
    </message>
    <message>
        <source>Open Avatar Intake to see what it waits for.</source>
        <translation>打开程序，查看它在等什么。</translation>
    </message>
</context>
<context>
    <name>DeskWindow</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Avatar Intake</source>
        <translation>分身素材上传助手</translation>
    </message>
    <message>
        <source>Avatar Intake (rehearsal)</source>
        <translation>分身素材上传助手（演练）</translation>
    </message>
    <message>
        <source>Network settings</source>
        <translation>网络设置</translation>
    </message>
</context>
<context>
    <name>DeskWords</name>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation>上传中</translation>
    </message>
    <message>
        <source>Upload stopped</source>
        <translation>上传已停止</translation>
    </message>
    <message>
        <source>Confirming</source>
        <translation>确认中</translation>
    </message>
    <message>
        <source>Ready to submit</source>
        <translation>待提交审核</translation>
    </message>
    <message>
        <source>Submitting</source>
        <translation>提交中</translation>
    </message>
    <message>
        <source>In review</source>
        <translation>审核中</translation>
    </message>
    <message>
        <source>Review not passed</source>
        <translation>审核未通过</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>Waiting for you</source>
        <translation>待您确认</translation>
    </message>
    <message>
        <source>Turned down</source>
        <translation>已驳回</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>已挂起</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>处理中</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>待办</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>Go on filling in</source>
        <translation>继续填写</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Show the upload</source>
        <translation>查看上传</translation>
    </message>
    <message>
        <source>Submit for review</source>
        <translation>提交审核</translation>
    </message>
    <message>
        <source>Put it right</source>
        <translation>去修改</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>上传</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审核</translation>
    </message>
    <message>
        <source>No name yet</source>
        <translation>还没有名称</translation>
    </message>
    <message>
        <source>{name}, rehearsal</source>
        <translation>{name}，演练</translation>
    </message>
    <message>
        <source>{name}, news</source>
        <translation>{name}，有新变化</translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>Made elsewhere</source>
        <translation>非本机创建</translation>
    </message>
    <message>
        <source>Nothing sent yet</source>
        <translation>尚未发送</translation>
    </message>
    <message>
        <source>{stored} of {total} stored</source>
        <translation>已存好 {stored}，共 {total}</translation>
    </message>
    <message>
        <source>Step {place} of {count}: {leg}</source>
        <translation>第 {place} 步，共 {count} 步：{leg}</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Go on before {moment}</source>
        <translation>{moment} 前继续</translation>
    </message>
    <message>
        <source>a few seconds</source>
        <translation>几秒钟</translation>
    </message>
    <message>
        <source>about 1 working day</source>
        <translation>约 1 个工作日</translation>
    </message>
    <message>
        <source>within 3 working days</source>
        <translation>3 个工作日内</translation>
    </message>
    <message>
        <source>Has to be finished by {moment}</source>
        <translation>须在 {moment} 前传完</translation>
    </message>
    <message>
        <source>Working out the time</source>
        <translation>正在估算时间</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>还需{time}</translation>
    </message>
    <message>
        <source>Person forgotten</source>
        <translation>已抹去身份</translation>
    </message>
</context>
<context>
    <name>DocumentsPage</name>
    <message>
        <source>The documents</source>
        <translation>身份证件与授权书</translation>
    </message>
    <message>
        <source>They prove that the person agrees. Previews stay blurred until you point at them.</source>
        <translation>用来证明本人同意。预览默认模糊，把鼠标移上去才会显示。</translation>
    </message>
    <message>
        <source>All four corners, no glare</source>
        <translation>拍下四个角，避免反光</translation>
    </message>
    <message>
        <source>Signed by the person on the ID card</source>
        <translation>须由身份证本人签名</translation>
    </message>
    <message>
        <source>Preview: {material}</source>
        <translation>预览：{material}</translation>
    </message>
    <message>
        <source>Blurred until it has the focus or is pointed at.</source>
        <translation>默认模糊，选中或把鼠标移上去时显示。</translation>
    </message>
    <message>
        <source>Your account is on the vendor&apos;s NA list: the documents may be left out.</source>
        <translation>您的账号在华为云 NA 名单中，可以不提供这些文件。</translation>
    </message>
    <message>
        <source>Your files are read where they are. No copies are made, and they are not changed.</source>
        <translation>文件只在原位置读取，不会复制，也不会被改动。</translation>
    </message>
    <message>
        <source>Is this the same person as in the video?</source>
        <translation>和视频里是同一个人吗？</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Thank you. You can close this window.</source>
        <translation>谢谢您，可以关闭这个窗口了。</translation>
    </message>
    <message>
        <source>The rehearsal was submitted to the practice studio</source>
        <translation>已提交给演练服务</translation>
    </message>
    <message>
        <source>The job was submitted for review</source>
        <translation>任务已提交审核</translation>
    </message>
    <message>
        <source>Job number</source>
        <translation>任务 ID</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the job number</source>
        <translation>复制任务 ID</translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation>复制清单</translation>
    </message>
    <message>
        <source>What happens next</source>
        <translation>接下来</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审核</translation>
    </message>
    <message>
        <source>Usually within one working day. The reviewers may call the contact phone.</source>
        <translation>一般 1 个工作日内完成，审核人员可能拨打联系电话。</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Usually within three working days after the review.</source>
        <translation>审核通过后一般 3 个工作日内完成。</translation>
    </message>
    <message>
        <source>The avatar is ready</source>
        <translation>数字人制作完成</translation>
    </message>
    <message>
        <source>You find it in MetaStudio. The list here shows how it stands.</source>
        <translation>可在 MetaStudio 中使用，进展会显示在任务列表里。</translation>
    </message>
    <message>
        <source>What was sent</source>
        <translation>已上传的文件</translation>
    </message>
    <message>
        <source>Material</source>
        <translation>素材</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Check sum (SHA-256)</source>
        <translation>校验值（SHA-256）</translation>
    </message>
    <message>
        <source>The practice studio looks at the files within seconds. Nobody is called.</source>
        <translation>演练服务几秒内看完文件，不会有人打电话。</translation>
    </message>
    <message>
        <source>It is only played: no avatar is made, and nothing is charged.</source>
        <translation>只是走流程：不会生成数字人，也不收费。</translation>
    </message>
    <message>
        <source>For real</source>
        <translation>正式提交</translation>
    </message>
    <message>
        <source>Choose New intake in the list, and To Huawei Cloud: the steps are the same.</source>
        <translation>在列表中点“新建任务”，选“送到华为云”，步骤完全一样。</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>Downloads</name>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Downloading: {material}</source>
        <translation>正在下载：{material}</translation>
    </message>
    <message>
        <source>{name}, {size}</source>
        <translation>{name}，{size}</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>DropArea</name>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>{name} doesn&apos;t fit here. Needed: {kinds}.</source>
        <translation>{name} 不适合放在这里，需要：{kinds}。</translation>
    </message>
    <message>
        <source>Choose another…</source>
        <translation>重新选择…</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>One file at a time, please. Nothing was changed.</source>
        <translation>请一次只放一个文件，之前的选择没有改变。</translation>
    </message>
    <message>
        <source>That isn&apos;t a file of this computer. Drop a file from a folder.</source>
        <translation>这不是本机上的文件，请从文件夹里拖一个文件过来。</translation>
    </message>
</context>
<context>
    <name>EmptyDesk</name>
    <message>
        <source>Make your first digital avatar</source>
        <translation>制作您的第一个数字人</translation>
    </message>
    <message>
        <source>Training video</source>
        <translation>训练视频</translation>
    </message>
    <message>
        <source>One person facing the camera, 3 to 10 minutes, MP4 in 1080p or 4K.</source>
        <translation>一人面对镜头，3 到 10 分钟，MP4 格式，1080p 或 4K。</translation>
    </message>
    <message>
        <source>ID card</source>
        <translation>身份证</translation>
    </message>
    <message>
        <source>A photo of each side: all four corners, no glare, JPG or PNG.</source>
        <translation>人像面和国徽面各一张照片，拍全四角、避开反光，JPG 或 PNG。</translation>
    </message>
    <message>
        <source>Letter of authorisation</source>
        <translation>授权书</translation>
    </message>
    <message>
        <source>Signed by the person in the video, as a PDF or a photo.</source>
        <translation>由出镜人本人签名，PDF 或照片。</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>A Huawei Cloud project with MetaStudio, and an access key for it.</source>
        <translation>已开通 MetaStudio 的华为云项目，以及它的访问密钥。</translation>
    </message>
    <message>
        <source>New intake</source>
        <translation>新建任务</translation>
    </message>
    <message>
        <source>Rehearse first</source>
        <translation>先演练一次</translation>
    </message>
    <message>
        <source>New here? Rehearse once: it takes three minutes</source>
        <translation>第一次使用？先演练一次，只要三分钟</translation>
    </message>
    <message>
        <source>Sample materials go through every step. No account is needed, nothing leaves this computer.</source>
        <translation>用示例素材走完每一步。不需要账号，任何内容都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>For the real thing, have these four at hand:</source>
        <translation>正式提交前，请备好这四样：</translation>
    </message>
    <message>
        <source>Everything is checked on this computer before anything is sent.</source>
        <translation>所有素材都会先在这台电脑上检查，再发送。</translation>
    </message>
    <message>
        <source>Have these four things at hand; you can drop the files here:</source>
        <translation>请先备好这四样，可以把文件直接拖到这里：</translation>
    </message>
    <message>
        <source>Or drop materials of your own here:</source>
        <translation>也可以把自己的素材拖到这里演练：</translation>
    </message>
    <message>
        <source>Rehearse with the sample materials</source>
        <translation>用示例素材演练一次</translation>
    </message>
    <message>
        <source>They go through every step in about three minutes. Nothing leaves this computer.</source>
        <translation>约三分钟走完每一步，任何内容都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>Use the sample materials</source>
        <translation>使用示例素材</translation>
    </message>
</context>
<context>
    <name>EndsEditor</name>
    <message>
        <source>Begins at</source>
        <translation>从这里开始</translation>
    </message>
    <message>
        <source>Ends at</source>
        <translation>到这里结束</translation>
    </message>
    <message>
        <source>The kept part begins at</source>
        <translation>保留部分的开头</translation>
    </message>
    <message>
        <source>The kept part ends at</source>
        <translation>保留部分的结尾</translation>
    </message>
    <message>
        <source>Minutes and seconds, such as 1:23.4</source>
        <translation>分和秒，例如 1:23.4</translation>
    </message>
    <message>
        <source>Left: {length}</source>
        <translation>保留 {length}</translation>
    </message>
</context>
<context>
    <name>ExtrasPage</name>
    <message>
        <source>Cover and extras</source>
        <translation>封面和其他素材</translation>
    </message>
    <message>
        <source>A cover helps to find the avatar. Everything here may be left out unless it is marked.</source>
        <translation>封面方便以后查找。除特别注明的以外，这一页都可以不填。</translation>
    </message>
    <message>
        <source>Cover</source>
        <translation>封面</translation>
    </message>
    <message>
        <source>Voice recording</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>Or drop a picture here</source>
        <translation>或把图片拖到这里</translation>
    </message>
    <message>
        <source>One long WAV recording, packed as ZIP</source>
        <translation>一段较长的 WAV 录音，压缩成 ZIP</translation>
    </message>
    <message>
        <source>Preview of the cover</source>
        <translation>封面预览</translation>
    </message>
    <message>
        <source>Two pictures that show how the figure is to be retouched.</source>
        <translation>用两张图片说明希望的美白效果。</translation>
    </message>
    <message>
        <source>A picture</source>
        <translation>一张图片</translation>
    </message>
    <message>
        <source>Needed: the voice is to come from this recording.</source>
        <translation>必填：声音将从这段录音中提取。</translation>
    </message>
    <message>
        <source>Not needed: the voice comes from the training video, as chosen under Person and job.</source>
        <translation>不需要：按“人物和任务”里的选择，声音取自训练视频。</translation>
    </message>
    <message>
        <source>From the video</source>
        <translation>从视频中选取</translation>
    </message>
    <message>
        <source>The picture is saved: {name}</source>
        <translation>图片已保存：{name}</translation>
    </message>
</context>
<context>
    <name>Filmstrip</name>
    <message>
        <source>Pictures of the video</source>
        <translation>视频画面</translation>
    </message>
    <message>
        <source>Left and right arrow keys move through the video.</source>
        <translation>用左右方向键浏览视频画面。</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Search by name, batch or job id</source>
        <translation>按名称、批次或任务 ID 搜索</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Ask the service how the reviews stand</source>
        <translation>向服务查询审核进展</translation>
    </message>
    <message>
        <source>What has changed at the service and was not looked at yet</source>
        <translation>服务端有变化、您还没有查看的任务</translation>
    </message>
    <message>
        <source>News  {count}</source>
        <translation>新变化  {count}</translation>
    </message>
    <message>
        <source>All batches</source>
        <translation>全部批次</translation>
    </message>
</context>
<context>
    <name>Foot</name>
    <message>
        <source>Resume {count}</source>
        <translation>继续上传 {count} 个</translation>
    </message>
    <message>
        <source>Refresh {count}</source>
        <translation>刷新 {count} 个</translation>
    </message>
    <message>
        <source>Remove {count} finished…</source>
        <translation>移除已完成的 {count} 个…</translation>
    </message>
    <message>
        <source>Offline since {moment}. The service is asked again by itself, and nothing is lost.</source>
        <translation>{moment} 起无法连接。稍后会自动再次查询，不会丢失任何内容。</translation>
    </message>
    <message>
        <source>As the service said at {moment}</source>
        <translation>以服务端 {moment} 的状态为准</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>已选 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Avatar Intake</source>
        <translation>分身素材上传助手</translation>
    </message>
    <message>
        <source>New intake</source>
        <translation>新建任务</translation>
    </message>
    <message>
        <source>My intakes</source>
        <translation>本机任务</translation>
    </message>
    <message>
        <source>At the service</source>
        <translation>服务端</translation>
    </message>
    <message>
        <source>All jobs that the service has, whoever made them</source>
        <translation>服务端的全部任务，不论由谁创建</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>Jobs go to a practice studio inside this program. Nothing leaves this computer.</source>
        <translation>任务只发给程序自带的演练服务，任何内容都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>Use the sample materials</source>
        <translation>使用示例素材</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Manual (F1)</source>
        <translation>手册（F1）</translation>
    </message>
    <message>
        <source>About and licences</source>
        <translation>关于与许可证</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Network…</source>
        <translation>网络…</translation>
    </message>
    <message>
        <source>Erase names and numbers</source>
        <translation>抹去姓名和号码</translation>
    </message>
    <message>
        <source>30 days after the end of an intake</source>
        <translation>任务结束 30 天后</translation>
    </message>
    <message>
        <source>90 days after the end of an intake</source>
        <translation>任务结束 90 天后</translation>
    </message>
    <message>
        <source>Never by itself</source>
        <translation>不自动抹去</translation>
    </message>
    <message>
        <source>Save a report for support…</source>
        <translation>保存支持报告…</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Create the job</source>
        <translation>建立任务</translation>
    </message>
    <message>
        <source>Look at the job</source>
        <translation>查询任务</translation>
    </message>
    <message>
        <source>List jobs</source>
        <translation>查询任务列表</translation>
    </message>
    <message>
        <source>Count the stored pieces</source>
        <translation>核对已存好的部分</translation>
    </message>
    <message>
        <source>Confirm the upload</source>
        <translation>确认上传</translation>
    </message>
    <message>
        <source>Submit for review</source>
        <translation>提交审核</translation>
    </message>
    <message>
        <source>Update the job</source>
        <translation>更新任务</translation>
    </message>
    <message>
        <source>Delete the job</source>
        <translation>删除任务</translation>
    </message>
    <message>
        <source>Count the stored pieces of the action video</source>
        <translation>核对动作视频已上传的部分</translation>
    </message>
    <message>
        <source>Confirm the action video</source>
        <translation>确认动作视频</translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message>
        <source>History</source>
        <translation>经过</translation>
    </message>
    <message>
        <source>Nothing has been sent yet.</source>
        <translation>还没有发送任何内容。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the history</source>
        <translation>复制经过</translation>
    </message>
    <message>
        <source>Copy all lines with their request ids, for the vendor&apos;s support</source>
        <translation>复制全部记录和请求 ID，供厂商客服查询</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Request id</source>
        <translation>请求 ID</translation>
    </message>
    <message>
        <source>{step}: no answer</source>
        <translation>{step}：没有答复</translation>
    </message>
    <message>
        <source>{step}: refused</source>
        <translation>{step}：被拒绝</translation>
    </message>
    <message>
        <source>The service has the job no more</source>
        <translation>服务端已没有这个任务</translation>
    </message>
    <message>
        <source>{stage} (new state {code})</source>
        <translation>{stage}（新状态 {code}）</translation>
    </message>
</context>
<context>
    <name>HoldingsCard</name>
    <message>
        <source>At the service</source>
        <translation>服务端</translation>
    </message>
    <message>
        <source>The service shows no files of this job at the moment.</source>
        <translation>服务端目前没有显示这个任务的文件。</translation>
    </message>
    <message>
        <source>Nothing is downloaded unless you ask for it. Keep ID photos and letters in a safe place.</source>
        <translation>只有您点击时才会下载。请妥善保管身份证照片和授权书。</translation>
    </message>
    <message>
        <source>Follow the job here to download what the service holds.</source>
        <translation>在本机跟进后，才能下载服务端保存的文件。</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>下载…</translation>
    </message>
    <message>
        <source>Download: {material}</source>
        <translation>下载：{material}</translation>
    </message>
</context>
<context>
    <name>IntakePage</name>
    <message>
        <source>All intakes</source>
        <translation>全部任务</translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Ask the service how the review stands</source>
        <translation>向服务查询审核进展</translation>
    </message>
    <message>
        <source>Copy the job id</source>
        <translation>复制任务 ID</translation>
    </message>
    <message>
        <source>Made elsewhere</source>
        <translation>非本机创建</translation>
    </message>
    <message>
        <source>To put right</source>
        <translation>待修改</translation>
    </message>
    <message>
        <source>Materials</source>
        <translation>素材</translation>
    </message>
    <message>
        <source>At the service</source>
        <translation>服务端</translation>
    </message>
    <message>
        <source>Last change {moment}</source>
        <translation>最近变动 {moment}</translation>
    </message>
    <message>
        <source>Job {job_id}</source>
        <translation>任务 {job_id}</translation>
    </message>
    <message>
        <source>Copy the job id {job_id}</source>
        <translation>复制任务 ID {job_id}</translation>
    </message>
    <message>
        <source>Forget this person…</source>
        <translation>抹去此人信息…</translation>
    </message>
</context>
<context>
    <name>IntakeWizard</name>
    <message>
        <source>New intake — Avatar Intake</source>
        <translation>新建任务 — 分身素材上传助手</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>上一步(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Create the job and upload</source>
        <translation>创建任务并上传(&amp;C)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Stop, continue later</source>
        <translation>停止，以后继续</translation>
    </message>
    <message>
        <source>Keep uploading in the background</source>
        <translation>在后台继续上传</translation>
    </message>
    <message>
        <source>{title} (rehearsal)</source>
        <translation>{title}（演练）</translation>
    </message>
    <message>
        <source>What you filled in could not be saved</source>
        <translation>您填写的内容没能保存</translation>
    </message>
    <message>
        <source>If you close now, it is lost. The files on this computer are untouched.</source>
        <translation>现在关闭，填写的内容会丢失；本机的文件不受影响。</translation>
    </message>
    <message>
        <source>Close and lose it</source>
        <translation>关闭并放弃</translation>
    </message>
    <message>
        <source>Stay here</source>
        <translation>留在这里</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>稍后再说</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Person and job</source>
        <translation>人物和任务</translation>
    </message>
    <message>
        <source>Training video</source>
        <translation>训练视频</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>证件和授权书</translation>
    </message>
    <message>
        <source>Cover and extras</source>
        <translation>封面和其他</translation>
    </message>
    <message>
        <source>Review and send</source>
        <translation>核对并发送</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>上传</translation>
    </message>
    <message>
        <source>Submit for review</source>
        <translation>提交审核</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>IntakesModel</name>
    <message>
        <source>Avatar</source>
        <translation>数字人</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
</context>
<context>
    <name>JobOptions</name>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Groups the intakes of one day or one customer</source>
        <translation>把同一天或同一客户的任务归在一起</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Separated by commas</source>
        <translation>用逗号分隔</translation>
    </message>
    <message>
        <source>User ID in your system</source>
        <translation>您系统中的用户 ID</translation>
    </message>
    <message>
        <source>Letters and digits, no Chinese</source>
        <translation>字母和数字，不含中文</translation>
    </message>
    <message>
        <source>Model version</source>
        <translation>模型版本</translation>
    </message>
    <message>
        <source>Pieces of the training video</source>
        <translation>训练视频的分段数</translation>
    </message>
    <message>
        <source>Pieces of the action video</source>
        <translation>动作视频的分段数</translation>
    </message>
    <message>
        <source>Purpose of the upload</source>
        <translation>上传用途</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>计费方式</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>As the account is set up</source>
        <translation>按账号设置</translation>
    </message>
    <message>
        <source>From the package</source>
        <translation>使用套餐</translation>
    </message>
    <message>
        <source>Pay per use</source>
        <translation>按需计费</translation>
    </message>
    <message>
        <source>Copy of a live-stream room</source>
        <translation>直播间复刻任务</translation>
    </message>
    <message>
        <source>Leave these as they are unless you were told otherwise.</source>
        <translation>没有特别要求时，保持默认即可。</translation>
    </message>
</context>
<context>
    <name>JobPage</name>
    <message>
        <source>Who is it, and what is it for?</source>
        <translation>为谁制作，用来做什么？</translation>
    </message>
    <message>
        <source>The name is for finding the avatar later; the phone number is for the reviewers&apos; questions.</source>
        <translation>名称用于以后查找，联系电话供审核人员核实情况。</translation>
    </message>
    <message>
        <source>at least one use</source>
        <translation>至少一种用途</translation>
    </message>
    <message>
        <source>Avatar name</source>
        <translation>数字人名称</translation>
    </message>
    <message>
        <source>Leave out ID and phone numbers</source>
        <translation>不要写身份证号或手机号</translation>
    </message>
    <message>
        <source>Contact phone</source>
        <translation>联系电话</translation>
    </message>
    <message>
        <source>The reviewers may call this number</source>
        <translation>审核人员可能会拨打这个号码</translation>
    </message>
    <message>
        <source>Edition</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>For videos, live streams and conversations. Video of 3 to 10 minutes.</source>
        <translation>可用于视频、直播和对话。需要 3–10 分钟的视频。</translation>
    </message>
    <message>
        <source>For videos only. A real background that stays. Video of about 2 minutes.</source>
        <translation>只用于视频，保留实景背景。视频 2 分钟左右。</translation>
    </message>
    <message>
        <source>The same, trained with the fast model.</source>
        <translation>用途相同，采用极速模型训练。</translation>
    </message>
    <message>
        <source>The avatar is for</source>
        <translation>数字人用途</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>Replace the background</source>
        <translation>替换背景</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Taken from the training video</source>
        <translation>取自训练视频</translation>
    </message>
    <message>
        <source>From a separate recording</source>
        <translation>另外提供录音</translation>
    </message>
    <message>
        <source>No voice, only the figure</source>
        <translation>不要声音，只做形象</translation>
    </message>
    <message>
        <source>Flexus avatars are for videos only.</source>
        <translation>Flexus 版只能用于视频。</translation>
    </message>
    <message>
        <source>Needs a green screen. Without it the real background stays for ever.</source>
        <translation>需要绿幕拍摄；不替换时，实景背景会一直保留。</translation>
    </message>
    <message>
        <source>Flexus keeps the real background.</source>
        <translation>Flexus 版保留实景背景。</translation>
    </message>
    <message>
        <source>The voice&apos;s kind can be chosen for Flexus only.</source>
        <translation>只有 Flexus 版可以选择声音类型。</translation>
    </message>
    <message>
        <source>Not said</source>
        <translation>不指定</translation>
    </message>
    <message>
        <source>Online shop</source>
        <translation>电商</translation>
    </message>
    <message>
        <source>News</source>
        <translation>新闻</translation>
    </message>
    <message>
        <source>Marketing</source>
        <translation>营销</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>女声</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>男声</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Kind of speech</source>
        <translation>声音风格</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>说话人</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
</context>
<context>
    <name>Journey</name>
    <message>
        <source>Step {place} of {count}: {leg}</source>
        <translation>第 {place} 步，共 {count} 步：{leg}</translation>
    </message>
</context>
<context>
    <name>LineMenu</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Forget this person…</source>
        <translation>抹去此人信息…</translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message>
        <source>Intakes</source>
        <translation>任务列表</translation>
    </message>
</context>
<context>
    <name>ManualWindow</name>
    <message>
        <source>Manual — Avatar Intake</source>
        <translation>手册 — 分身素材上传助手</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Pages of the manual</source>
        <translation>手册目录</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>手册内容</translation>
    </message>
</context>
<context>
    <name>MarkBar</name>
    <message>
        <source>Places that stand out</source>
        <translation>值得留意的位置</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>Left and right arrow keys go from place to place.</source>
        <translation>用左右方向键逐个查看。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{what}: {place}</source>
        <translation>{what}：{place}</translation>
    </message>
</context>
<context>
    <name>Material</name>
    <message>
        <source>MP4 video</source>
        <translation>MP4 视频</translation>
    </message>
    <message>
        <source>ZIP file</source>
        <translation>ZIP 压缩包</translation>
    </message>
    <message>
        <source>PDF, JPG or PNG</source>
        <translation>PDF、JPG 或 PNG</translation>
    </message>
    <message>
        <source>JPG or PNG picture</source>
        <translation>JPG 或 PNG 图片</translation>
    </message>
    <message>
        <source>JPG, PNG or WebP picture</source>
        <translation>JPG、PNG 或 WebP 图片</translation>
    </message>
</context>
<context>
    <name>MaterialPanel</name>
    <message>
        <source>Checks: {material}</source>
        <translation>检查结果：{material}</translation>
    </message>
    <message>
        <source>Looking at the file…</source>
        <translation>正在检查文件…</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Repair everything</source>
        <translation>一键修复</translation>
    </message>
    <message>
        <source>Repair everything that can be repaired ({time})</source>
        <translation>一键修复（{time}）</translation>
    </message>
    <message>
        <source>Back to the original</source>
        <translation>恢复使用原文件</translation>
    </message>
    <message>
        <source>Add pages…</source>
        <translation>添加页面…</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Show {place}</source>
        <translation>查看 {place}</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>All checks passed</source>
        <translation>检查全部通过</translation>
    </message>
</context>
<context>
    <name>MaterialsCard</name>
    <message>
        <source>Materials</source>
        <translation>素材</translation>
    </message>
    <message>
        <source>No file has been chosen yet.</source>
        <translation>还没有选择文件。</translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation>尚未发送</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>上传中</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>已存好</translation>
    </message>
    <message>
        <source>Copy the SHA-256 of: {material}</source>
        <translation>复制 SHA-256：{material}</translation>
    </message>
</context>
<context>
    <name>More</name>
    <message>
        <source>Back to the main choices</source>
        <translation>返回主要选项</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>更多选项</translation>
    </message>
    <message numerus="yes">
        <source>%n option(s) set</source>
        <translation>
            <numerusform>已设置 %n 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>News</name>
    <message>
        <source>Open Avatar Intake to see which intake it is.</source>
        <translation>打开“分身素材上传助手”查看是哪一个。</translation>
    </message>
    <message>
        <source>A job is gone</source>
        <translation>有任务已不存在</translation>
    </message>
    <message numerus="yes">
        <source>News about %n intake(s)</source>
        <translation>
            <numerusform>%n 个任务有新变化</numerusform>
        </translation>
    </message>
    <message>
        <source> · </source>
        <translation> · </translation>
    </message>
</context>
<context>
    <name>NothingFound</name>
    <message>
        <source>Nothing new</source>
        <translation>没有新变化</translation>
    </message>
    <message>
        <source>What changes at the service is marked until you look.</source>
        <translation>服务端有变化时会做标记，直到您查看。</translation>
    </message>
    <message>
        <source>Names, batches and job ids are searched. Try fewer letters, or another filter.</source>
        <translation>可按名称、批次和任务 ID 搜索。请少输几个字，或换一个筛选条件。</translation>
    </message>
    <message>
        <source>No intake matches</source>
        <translation>没有符合条件的任务</translation>
    </message>
    <message>
        <source>Nothing waits for you</source>
        <translation>没有需要您处理的任务</translation>
    </message>
    <message>
        <source>Drafts, intakes that are ready to submit, and finished avatars that wait for your verdict stand here.</source>
        <translation>草稿、可以提交审核的任务，以及等您审核的数字人会显示在这里。</translation>
    </message>
    <message>
        <source>Nothing is being uploaded</source>
        <translation>没有正在上传的任务</translation>
    </message>
    <message>
        <source>Uploads under way, and those that have stopped half-way, stand here until all is stored.</source>
        <translation>正在上传和中途停下的任务会显示在这里，直到全部上传完成。</translation>
    </message>
    <message>
        <source>Nothing is in review or training</source>
        <translation>没有审核中或训练中的任务</translation>
    </message>
    <message>
        <source>After you submit an intake it stands here. A review takes a working day, training three.</source>
        <translation>提交审核后会显示在这里。审核约 1 个工作日，训练约 3 个工作日。</translation>
    </message>
    <message>
        <source>No review has said no</source>
        <translation>没有未通过审核的任务</translation>
    </message>
    <message>
        <source>A rejected intake stands here with a list of what to put right. The rest is kept.</source>
        <translation>未通过的任务会显示在这里，并列出需要修改的内容，其余的都会保留。</translation>
    </message>
    <message>
        <source>No avatar is finished yet</source>
        <translation>还没有完成的数字人</translation>
    </message>
    <message>
        <source>Finished avatars stand here, and in the MetaStudio console.</source>
        <translation>完成的数字人会显示在这里，也可在 MetaStudio 控制台查看。</translation>
    </message>
    <message>
        <source>Show all intakes</source>
        <translation>显示全部任务</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Rehearsal — nothing leaves this computer</source>
        <translation>演练：内容不会离开这台电脑</translation>
    </message>
    <message>
        <source>Still missing: {things}</source>
        <translation>还缺：{things}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>another file for: {material}</source>
        <translation>更换文件：{material}</translation>
    </message>
</context>
<context>
    <name>PageOrder</name>
    <message>
        <source>Several pages: {material}</source>
        <translation>合并页面：{material}</translation>
    </message>
    <message>
        <source>Make one PDF</source>
        <translation>合成一个 PDF</translation>
    </message>
    <message>
        <source>There is no page left. Add one.</source>
        <translation>没有页面了，请添加一页。</translation>
    </message>
    <message>
        <source>The photos become one PDF, in this order.</source>
        <translation>这些照片会按下面的顺序合成一个 PDF。</translation>
    </message>
    <message>
        <source>Pages in their order</source>
        <translation>页面顺序</translation>
    </message>
    <message>
        <source>Preview of the chosen page</source>
        <translation>所选页面的预览</translation>
    </message>
    <message>
        <source>Blurred until it has the focus or is pointed at.</source>
        <translation>默认模糊，选中或指向时才会显示。</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>去掉</translation>
    </message>
    <message>
        <source>Add pages…</source>
        <translation>添加页面…</translation>
    </message>
</context>
<context>
    <name>PartMap</name>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>上传中</translation>
    </message>
    <message>
        <source>Being checked</source>
        <translation>核对中</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>已存好</translation>
    </message>
    <message>
        <source>Not accepted</source>
        <translation>未接受</translation>
    </message>
    <message>
        <source>Piece {number}: {state}</source>
        <translation>第 {number} 段：{state}</translation>
    </message>
    <message>
        <source>Pieces of the file</source>
        <translation>文件分段</translation>
    </message>
</context>
<context>
    <name>Personal</name>
    <message>
        <source>Name, phone number, tags and file names are erased on this computer. The receipt stays.</source>
        <translation>这台电脑上的姓名、电话、标签和文件名已抹去，回执保留。</translation>
    </message>
    <message>
        <source>The person is forgotten</source>
        <translation>此人信息已抹去</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The report is saved</source>
        <translation>报告已保存</translation>
    </message>
</context>
<context>
    <name>QuestionDialog</name>
    <message>
        <source>Tick the box first.</source>
        <translation>请先勾选上面的选项。</translation>
    </message>
    <message>
        <source>Avatar Intake</source>
        <translation>分身素材上传助手</translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>You can quit without losing progress. Open the program again to go on.</source>
        <translation>现在退出不会丢失进度；再次打开程序即可继续。</translation>
    </message>
    <message>
        <source>They go on one after the other. Nothing that was stored is sent again, nothing is submitted.</source>
        <translation>将逐个继续。已上传的部分不会重传，也不会提交审核。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>They leave this list only: files, jobs and finished avatars all stay where they are.</source>
        <translation>只是从列表中移除：文件、任务和已完成的数字人都会保留。</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Remove &quot;{name}&quot; from this list?</source>
        <translation>从列表中移除“{name}”？</translation>
    </message>
    <message>
        <source>The files on this computer stay where they are.</source>
        <translation>您电脑上的文件不受影响。</translation>
    </message>
    <message>
        <source>It was made elsewhere: the job stays, it is only not followed here any more.</source>
        <translation>它不是本机创建的：任务会保留，只是不再在本机跟进。</translation>
    </message>
    <message>
        <source>The files on this computer and the job at the service stay.</source>
        <translation>您电脑上的文件和服务上的任务都会保留。</translation>
    </message>
    <message>
        <source>Also delete the job at the service. This can&apos;t be taken back.</source>
        <translation>同时删除服务上的任务，此操作不能撤回。</translation>
    </message>
    <message>
        <source>Also delete the job and the finished avatar. This can&apos;t be taken back.</source>
        <translation>同时删除任务和做好的数字人，此操作不能撤回。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Sign out &quot;{name}&quot;?</source>
        <translation>退出账号“{name}”？</translation>
    </message>
    <message>
        <source>They stay at the service and in this list, but can&apos;t be followed or finished here until it is added again.</source>
        <translation>这些任务会保留在服务端和列表里，但在重新添加这个账号之前，无法在本机跟进或完成。</translation>
    </message>
    <message>
        <source>Stay signed in</source>
        <translation>暂不退出</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Accept &quot;{name}&quot; as it is?</source>
        <translation>接受“{name}”的制作结果？</translation>
    </message>
    <message>
        <source>The avatar is finished then. This can&apos;t be taken back.</source>
        <translation>接受后即告完成，无法撤回。</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Ask for a repair of &quot;{name}&quot;?</source>
        <translation>为“{name}”申请优化？</translation>
    </message>
    <message>
        <source>The service trains the avatar again. An account has few of these.</source>
        <translation>服务端会重新训练，可申请的次数有限。</translation>
    </message>
    <message>
        <source>Ask for it</source>
        <translation>申请优化</translation>
    </message>
    <message>
        <source>Is the letter for &quot;{name}&quot; complete?</source>
        <translation>“{name}”的授权书齐全吗？</translation>
    </message>
    <message>
        <source>The service then takes the letter that was uploaded for this job.</source>
        <translation>确认后，服务端将采用为此任务上传的授权书。</translation>
    </message>
    <message>
        <source>Confirm the letter</source>
        <translation>确认授权书</translation>
    </message>
    <message>
        <source>Delete the videos of &quot;{name}&quot;?</source>
        <translation>删除“{name}”的视频？</translation>
    </message>
    <message>
        <source>The service deletes the uploaded videos of this job; a finished avatar stays. This can&apos;t be taken back. The files on this computer stay.</source>
        <translation>服务端将删除此任务上传的视频，已完成的数字人保留。此操作无法撤回。本机文件不受影响。</translation>
    </message>
    <message>
        <source>Delete the videos</source>
        <translation>删除视频</translation>
    </message>
    <message>
        <source>Delete the job of &quot;{name}&quot;?</source>
        <translation>删除“{name}”的任务？</translation>
    </message>
    <message>
        <source>Its video, ID photos and letter are deleted at the service. This can&apos;t be taken back. The files on this computer stay.</source>
        <translation>服务端的视频、身份证照片和授权书都会删除，无法撤回。本机文件不受影响。</translation>
    </message>
    <message>
        <source>Delete the job</source>
        <translation>删除任务</translation>
    </message>
    <message>
        <source>The finished avatar is deleted with it: it can&apos;t be used in any video any more, and making it again costs another training. The files on this computer stay.</source>
        <translation>已完成的数字人会一并删除，之后无法再用于任何视频，重新制作需要再消耗一次训练。本机文件不受影响。</translation>
    </message>
    <message>
        <source>I know that the finished avatar is lost for good</source>
        <translation>我知道已完成的数字人将无法恢复</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Forget the person of &quot;{name}&quot;?</source>
        <translation>抹去“{name}”的个人信息？</translation>
    </message>
    <message>
        <source>Name, phone number, tags, file names and folders are erased on this computer at once. The receipt stays: job id, request ids, sizes, checksums and the masked phone number. Your own files stay where they are.</source>
        <translation>这台电脑上记录的姓名、电话、标签、文件名和文件夹会立即抹去。回执保留：任务 ID、请求 ID、文件大小、校验值和打码的电话号码。您自己的文件保留在原处。</translation>
    </message>
    <message>
        <source>This draft is erased on this computer as a whole. Your own files stay.</source>
        <translation>这台电脑上的这份草稿会整个抹去。您自己的文件不受影响。</translation>
    </message>
    <message>
        <source>The practice studio&apos;s copies are deleted.</source>
        <translation>演练服务保存的副本会一并删除。</translation>
    </message>
    <message>
        <source>The service keeps the job, the video, the letter and the phone number until the job is deleted there, and this program can&apos;t put anything right for it any more.</source>
        <translation>服务端的任务、视频、授权书和电话号码会一直保留到在那里删除任务为止；之后也不能再用本程序修改这个任务。</translation>
    </message>
    <message>
        <source>This can&apos;t be taken back.</source>
        <translation>此操作无法撤销。</translation>
    </message>
    <message>
        <source>Forget the person</source>
        <translation>抹去信息</translation>
    </message>
</context>
<context>
    <name>RedoWizard</name>
    <message>
        <source>Put right — Avatar Intake</source>
        <translation>修改素材 — 分身素材上传助手</translation>
    </message>
    <message>
        <source>&amp;Send again</source>
        <translation>重新提交(&amp;S)</translation>
    </message>
    <message>
        <source>Use the same photos</source>
        <translation>使用原来的照片</translation>
    </message>
    <message>
        <source>Keep the same files</source>
        <translation>使用原来的文件</translation>
    </message>
</context>
<context>
    <name>RemedyAsk</name>
    <message>
        <source>Repair: {material}</source>
        <translation>修复：{material}</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Nothing is chosen yet. Tick what is to be done.</source>
        <translation>还没有选择，请勾选要修复的内容。</translation>
    </message>
    <message>
        <source>Nothing would be left out. Change where the film begins or ends.</source>
        <translation>没有要剪掉的部分，请调整开头或结尾。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>For: {titles}</source>
        <translation>针对：{titles}</translation>
    </message>
</context>
<context>
    <name>RememberLine</name>
    <message>
        <source>5 minutes</source>
        <translation>5 分钟</translation>
    </message>
    <message>
        <source>15 minutes</source>
        <translation>15 分钟</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>Never, only at the end</source>
        <translation>不提前，关闭时清除</translation>
    </message>
    <message>
        <source>Forget it earlier, when nobody uses the program for</source>
        <translation>无人操作超过以下时间就提前清除：</translation>
    </message>
    <message>
        <source>the system&apos;s keyring (Secret Service, such as GNOME Keyring)</source>
        <translation>系统密钥环（Secret Service，如 GNOME 密钥环）</translation>
    </message>
    <message>
        <source>KDE Wallet</source>
        <translation>KDE 钱包</translation>
    </message>
    <message>
        <source>the macOS Keychain</source>
        <translation>macOS 钥匙串</translation>
    </message>
    <message>
        <source>the Windows Credential Manager</source>
        <translation>Windows 凭据管理器</translation>
    </message>
    <message>
        <source>the password store that is set up on this computer</source>
        <translation>这台电脑设定的密码保管箱</translation>
    </message>
    <message>
        <source>The system&apos;s password store hasn&apos;t answered yet.</source>
        <translation>系统的密码保管箱还没有回应。</translation>
    </message>
    <message>
        <source>No safe password store was found on this computer. What you type can only be used until you close the program.</source>
        <translation>这台电脑上没有找到安全的密码保管箱。输入的内容只在关闭程序前有效。</translation>
    </message>
    <message>
        <source>In memory only, until you close the program. With another token or temporary key, a half-done upload has to begin anew.</source>
        <translation>只留在内存，关闭程序前有效。之后换了新的令牌或临时密钥，传到一半的任务要从头再传。</translation>
    </message>
    <message>
        <source>In memory only, until you close the program. To go on with a half-done upload after that, enter the same key or password again.</source>
        <translation>只留在内存，关闭程序前有效。之后要接着传到一半的任务，请再次输入同一个密钥或密码。</translation>
    </message>
    <message>
        <source>Kept in {place}, and nowhere else. Signing out removes it.</source>
        <translation>只保存在{place}里，退出账号时删除。</translation>
    </message>
</context>
<context>
    <name>Repair</name>
    <message>
        <source>Put picture and sound into an MP4 file, just as they are</source>
        <translation>把画面和声音原样放进 MP4 文件</translation>
    </message>
    <message>
        <source>Save the picture as H.264, which plays everywhere</source>
        <translation>把画面转成各处都能播放的 H.264</translation>
    </message>
    <message>
        <source>Turn the picture upright</source>
        <translation>把画面转正</translation>
    </message>
    <message>
        <source>Make the frame rate even, so that voice and lips stay together</source>
        <translation>让帧率保持均匀，声音和口型不会错开</translation>
    </message>
    <message>
        <source>Bring the picture to an accepted size of the same shape</source>
        <translation>按原来的比例调整到符合要求的画面尺寸</translation>
    </message>
    <message>
        <source>Bring the picture to an accepted size with bars at its edges</source>
        <translation>在边缘加黑边，调整到符合要求的画面尺寸</translation>
    </message>
    <message>
        <source>Make the voice as loud as it should be</source>
        <translation>把音量调到合适的大小</translation>
    </message>
    <message>
        <source>Save the sound as AAC, which plays everywhere</source>
        <translation>把声音转成各处都能播放的 AAC</translation>
    </message>
    <message>
        <source>Leave out something at the beginning or at the end</source>
        <translation>剪掉开头或结尾的一部分</translation>
    </message>
    <message>
        <source>Save the picture as JPG</source>
        <translation>转成 JPG 图片</translation>
    </message>
    <message>
        <source>Cut the document out along its four corners and straighten it</source>
        <translation>沿四个角裁出证件并摆正</translation>
    </message>
    <message>
        <source>Make the picture smaller, until the file is small enough</source>
        <translation>缩小图片，让文件大小符合要求</translation>
    </message>
    <message>
        <source>Leave out where the picture was taken</source>
        <translation>去掉拍摄地点信息</translation>
    </message>
    <message>
        <source>Put the photos into one PDF, each on a page of its own</source>
        <translation>把照片合成一个 PDF，每张一页</translation>
    </message>
    <message>
        <source>The picture is enlarged. It does not get sharper by that. Is that all right?</source>
        <translation>画面会被放大，但不会因此更清晰。可以吗？</translation>
    </message>
    <message>
        <source>Nothing is cut off, but the bars stay visible in the avatar. Is that all right?</source>
        <translation>画面不会被裁掉，但黑边会留在数字人里。可以吗？</translation>
    </message>
    <message>
        <source>Only the ends may go: the vendor&apos;s guide says that a film must not be cut in the middle. Keep the quiet opening.</source>
        <translation>只能剪掉两端：按照拍摄指南，视频中间不能剪。请保留开头的安静部分。</translation>
    </message>
    <message>
        <source>It looks as if the card lies on its side. Look at the preview first.</source>
        <translation>证件看起来没有放正，请先看一下预览。</translation>
    </message>
    <message>
        <source>Drag the four corners onto those of the document.</source>
        <translation>请把四个角拖到证件的四个角上。</translation>
    </message>
    <message>
        <source>This changes what can be seen or heard. Is that all right?</source>
        <translation>这会改变画面或声音。可以吗？</translation>
    </message>
</context>
<context>
    <name>RepairDialog</name>
    <message>
        <source>Progress of the repair</source>
        <translation>修复进度</translation>
    </message>
    <message>
        <source>This is what will be done. It makes a new file.</source>
        <translation>将进行以下修复，并生成一个新文件。</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不处理</translation>
    </message>
    <message>
        <source>The new file is being made. Your original stays as it is.</source>
        <translation>正在生成新文件，原文件不会改动。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Compare both and choose which one is to be used.</source>
        <translation>请对比一下，选择要使用的文件。</translation>
    </message>
    <message>
        <source>Use the repaired file</source>
        <translation>使用修复后的文件</translation>
    </message>
    <message>
        <source>Keep the original</source>
        <translation>继续使用原文件</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余时间{time}</translation>
    </message>
    <message>
        <source>{percent} % · {left}</source>
        <translation>{percent}% · {left}</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>A file is still being repaired</source>
        <translation>文件还在修复</translation>
    </message>
    <message>
        <source>If you leave now, the new file is lost. Your original stays as it is.</source>
        <translation>现在离开，新文件就不会生成。原文件不受影响。</translation>
    </message>
    <message>
        <source>Stop and leave</source>
        <translation>停止并离开</translation>
    </message>
    <message>
        <source>Go on repairing</source>
        <translation>继续修复</translation>
    </message>
    <message>
        <source>The new file is ready.</source>
        <translation>新文件已生成。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
</context>
<context>
    <name>RepairPlace</name>
    <message>
        <source>Change folder…</source>
        <translation>更改文件夹…</translation>
    </message>
    <message>
        <source>Your original is only read. It stays as it is.</source>
        <translation>原文件只会被读取，不会改动。</translation>
    </message>
    <message>
        <source>A new file</source>
        <translation>新文件</translation>
    </message>
    <message>
        <source>New file in {folder}</source>
        <translation>新文件保存在 {folder}</translation>
    </message>
    <message>
        <source>Takes {time}</source>
        <translation>需要{time}</translation>
    </message>
    <message>
        <source>Needs up to {needed} of free space</source>
        <translation>最多需要 {needed} 可用空间</translation>
    </message>
    <message>
        <source>Needs up to {needed}; only {free} are free there. Choose another folder.</source>
        <translation>最多需要 {needed}，那里只剩 {free}。请更改文件夹。</translation>
    </message>
    <message>
        <source>Needs up to {needed}; {free} are free there</source>
        <translation>最多需要 {needed}，可用空间 {free}</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>Also needed for it: {things}</source>
        <translation>同时需要：{things}</translation>
    </message>
</context>
<context>
    <name>RepairResult</name>
    <message>
        <source>What has changed</source>
        <translation>修复前后的变化</translation>
    </message>
    <message>
        <source>Whichever you choose, both files stay where they are. The original was not changed.</source>
        <translation>无论选哪个，两个文件都会保留。原文件没有改动。</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>修复前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>修复后</translation>
    </message>
    <message>
        <source>{before} → {after}</source>
        <translation>{before} → {after}</translation>
    </message>
    <message>
        <source>All checks passed</source>
        <translation>全部检查通过</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>A report for support</source>
        <translation>支持报告</translation>
    </message>
    <message>
        <source>This is all that the file will hold: no names, numbers, keys, paths or upload addresses. Have a look, then save it. Nothing is sent by itself.</source>
        <translation>文件里只有下面这些内容，不含姓名、号码、密钥、路径和上传地址。请先查看再保存，不会自动发送。</translation>
    </message>
    <message>
        <source>What is inside</source>
        <translation>包含的内容</translation>
    </message>
    <message>
        <source>The text of the chosen entry</source>
        <translation>所选内容的文字</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Review and send</source>
        <translation>核对并发送</translation>
    </message>
    <message>
        <source>Look at everything once more. Until you press the button, nothing has been sent.</source>
        <translation>请再看一遍。按下按钮之前，什么都不会发送。</translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation>发送说明</translation>
    </message>
    <message>
        <source>The person &amp;agrees, and so do I</source>
        <translation>本人已同意，我也同意(&amp;A)</translation>
    </message>
    <message>
        <source>Submit for review by itself when everything is stored</source>
        <translation>全部存好后自动提交审核</translation>
    </message>
    <message>
        <source>It can&apos;t be taken back. Otherwise you are asked at the end.</source>
        <translation>提交后无法撤回。不勾选时，最后会再问您。</translation>
    </message>
    <message>
        <source>the checks, they take a moment</source>
        <translation>检查结果（请稍候）</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to put right</source>
        <translation>
            <numerusform>%n 处需要修改</numerusform>
        </translation>
    </message>
    <message>
        <source>the consent: please tick the box</source>
        <translation>同意声明（请勾选）</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Everything is being checked once more…</source>
        <translation>正在重新检查全部内容…</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>The service would reject this. Nothing has been sent.</source>
        <translation>这样提交会被退回。目前什么都没有发送。</translation>
    </message>
    <message>
        <source>The upload may take too long</source>
        <translation>上传可能来不及</translation>
    </message>
    <message>
        <source>At the last speed it would not be finished within 24 hours. Use a faster network or no limit.</source>
        <translation>照上次的速度，24 小时内传不完。请换更快的网络，或取消限速。</translation>
    </message>
    <message numerus="yes">
        <source>Ready, with %n note(s)</source>
        <translation>
            <numerusform>可以发送，有 %n 条提示</numerusform>
        </translation>
    </message>
    <message>
        <source>You can go on; have a look at the notes below.</source>
        <translation>可以继续，请看一下下面的提示。</translation>
    </message>
    <message>
        <source>All checks passed</source>
        <translation>检查全部通过</translation>
    </message>
    <message>
        <source>Everything that the service needs is there.</source>
        <translation>需要的内容都齐了。</translation>
    </message>
    <message>
        <source>Person and job</source>
        <translation>人物和任务</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>证件和授权书</translation>
    </message>
    <message>
        <source>Cover and extras</source>
        <translation>封面和其他</translation>
    </message>
    <message>
        <source>Nothing chosen</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>voice from the video</source>
        <translation>声音取自视频</translation>
    </message>
    <message>
        <source>voice from a recording</source>
        <translation>声音取自录音</translation>
    </message>
    <message>
        <source>no voice</source>
        <translation>不要声音</translation>
    </message>
    <message>
        <source>background replaced</source>
        <translation>替换背景</translation>
    </message>
    <message>
        <source>real background</source>
        <translation>保留实景</translation>
    </message>
    <message>
        <source>no phone number</source>
        <translation>未填联系电话</translation>
    </message>
    <message>
        <source>Goes to</source>
        <translation>送到</translation>
    </message>
    <message>
        <source>To send</source>
        <translation>上传量</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Costs</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Nothing: it is a rehearsal</source>
        <translation>演练不收费</translation>
    </message>
    <message>
        <source>One avatar training of your account</source>
        <translation>占用账号的一次形象制作</translation>
    </message>
    <message>
        <source>It has to be finished within 24 hours.</source>
        <translation>须在 24 小时内传完。</translation>
    </message>
    <message>
        <source>{fast} at 20 Mbit/s, {slow} at 5 Mbit/s.</source>
        <translation>20 Mbit/s 需{fast}，5 Mbit/s 需{slow}。</translation>
    </message>
    <message>
        <source>It has to be finished within 24 hours, which needs at least {speed}.</source>
        <translation>须在 24 小时内传完，网速至少要 {speed}。</translation>
    </message>
    <message>
        <source>{time} at the last measured speed ({speed}).</source>
        <translation>按上次测得的速度（{speed}），{time}。</translation>
    </message>
    <message>
        <source>{time} at the speed limit that is set ({speed}).</source>
        <translation>按设定的限速（{speed}），{time}。</translation>
    </message>
    <message>
        <source>The practice studio on this computer</source>
        <translation>本机的演练服务</translation>
    </message>
    <message>
        <source>In a rehearsal the materials and the phone number stay on this computer: the practice studio keeps a copy here, and reviews it, until you remove the intake.</source>
        <translation>演练时，素材和联系电话都留在本机：演练服务在本机保存一份副本用于审核，直到您移除这个任务。</translation>
    </message>
    <message>
        <source>The video, the ID pictures, the letter and the phone number go to {target}, to prove that the person agrees and to train the avatar. The service deletes the ID pictures after its check and keeps the rest until you delete the job.</source>
        <translation>视频、身份证照片、授权书和联系电话将发送到 {target}，用于核实本人同意并训练数字人。身份证照片核验后由服务方删除，其余内容保存到您删除任务为止。</translation>
    </message>
    <message>
        <source>Hide the number</source>
        <translation>隐藏号码</translation>
    </message>
    <message>
        <source>Show the number</source>
        <translation>显示号码</translation>
    </message>
</context>
<context>
    <name>SamePerson</name>
    <message>
        <source>Is this the same person?</source>
        <translation>是同一个人吗？</translation>
    </message>
    <message>
        <source>Reviews often fail because the ID card and the video do not show the same person, or not clearly. Point at a picture to see all of them. Only you look: the program compares no faces.</source>
        <translation>审核未通过，常常是因为人和证件对不上，或者看不清楚。指向任意一张图片即可看清全部。只由您来看，程序不会比对人脸。</translation>
    </message>
    <message>
        <source>Portrait side of the ID card</source>
        <translation>身份证人像面</translation>
    </message>
    <message>
        <source>Picture {number} of the video</source>
        <translation>视频画面 {number}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>SecretEdit</name>
    <message>
        <source>Hide what is typed</source>
        <translation>隐藏内容</translation>
    </message>
    <message>
        <source>Show what is typed</source>
        <translation>显示内容</translation>
    </message>
</context>
<context>
    <name>Selection</name>
    <message>
        <source>None of these is finished</source>
        <translation>所选任务都还没有完成</translation>
    </message>
    <message>
        <source>Several at once are removed only when they are done. Remove others one by one.</source>
        <translation>只有已完成的才能批量移除，其他的请逐个移除。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>As the system says</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>No proxy</source>
        <translation>不使用代理</translation>
    </message>
    <message>
        <source>This one</source>
        <translation>使用这个代理</translation>
    </message>
    <message>
        <source>Proxy address</source>
        <translation>代理地址</translation>
    </message>
    <message>
        <source>host:port, such as proxy.example:8080</source>
        <translation>主机名:端口，例如 proxy.example:8080</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Empty when the proxy asks for none</source>
        <translation>代理不需要登录时留空</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>In the system&apos;s password store; empty uses that one</source>
        <translation>保存在系统的密码保管箱里；留空则使用已保存的密码</translation>
    </message>
    <message>
        <source>Your company&apos;s root certificate</source>
        <translation>公司的根证书</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>测试连接</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Enter host:port, without a user</source>
        <translation>请填写“主机名:端口”，不要带用户名</translation>
    </message>
    <message>
        <source>None: the system&apos;s own are trusted. Needed where a company inspects connections.</source>
        <translation>没有：使用系统信任的证书。公司网络会检查连接时才需要。</translation>
    </message>
    <message>
        <source> and {count} more</source>
        <translation> 等，另有 {count} 个</translation>
    </message>
    <message>
        <source>{subject}{more}
Valid to {ends}
Fingerprint (SHA-256): {fingerprint}</source>
        <translation>{subject}{more}
有效期至 {ends}
指纹（SHA-256）：{fingerprint}</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der)</source>
        <translation>证书 (*.pem *.crt *.cer *.der)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Trying to reach {host}…</source>
        <translation>正在连接 {host}…</translation>
    </message>
    <message>
        <source>{host} can be reached</source>
        <translation>可以连接 {host}</translation>
    </message>
    <message>
        <source>Continue this time</source>
        <translation>仅这次使用</translation>
    </message>
</context>
<context>
    <name>Several</name>
    <message numerus="yes">
        <source>%n intake(s) removed</source>
        <translation>
            <numerusform>已移除 %n 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>The jobs and avatars at the service stay.</source>
        <translation>服务端的任务和数字人都会保留。</translation>
    </message>
    <message numerus="yes">
        <source>%n could not be: {why}</source>
        <translation>
            <numerusform>%n 个无法移除：{why}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{good} of %n upload(s) are complete</source>
        <translation>
            <numerusform>%n 个中有 {good} 个已上传完成</numerusform>
        </translation>
    </message>
    <message>
        <source>They wait under To do for you to submit them.</source>
        <translation>请在“待办”中提交审核。</translation>
    </message>
    <message>
        <source>The others say in their line what stands in the way.</source>
        <translation>其余任务的原因显示在各自的行中。</translation>
    </message>
</context>
<context>
    <name>Soon</name>
    <message>
        <source>The service is being asked…</source>
        <translation>正在联系服务…</translation>
    </message>
    <message>
        <source>You can go on working meanwhile.</source>
        <translation>您可以继续做其他事。</translation>
    </message>
</context>
<context>
    <name>SoundGraph</name>
    <message>
        <source>The sound is nearly silent.</source>
        <translation>几乎没有声音。</translation>
    </message>
    <message>
        <source>Usual loudness: {level} dB.</source>
        <translation>平均响度 {level} dB。</translation>
    </message>
    <message>
        <source>Nearly silent: {places}.</source>
        <translation>几乎无声：{places}。</translation>
    </message>
    <message>
        <source>At the limit: {places}.</source>
        <translation>音量过大：{places}。</translation>
    </message>
    <message>
        <source>Loudness of the sound</source>
        <translation>声音大小</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>没有声音</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> 等另外 %n 处</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SpeedLimit</name>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Speed limit</source>
        <translation>限速</translation>
    </message>
    <message>
        <source>Unit of the speed limit</source>
        <translation>限速的单位</translation>
    </message>
    <message>
        <source>As a number of the unit beside it</source>
        <translation>按右侧单位填写数字</translation>
    </message>
    <message>
        <source>What the number before it counts</source>
        <translation>左侧数字的单位</translation>
    </message>
    <message>
        <source>At most {speed}</source>
        <translation>最高 {speed}</translation>
    </message>
    <message>
        <source>As fast as possible</source>
        <translation>不限速</translation>
    </message>
    <message>
        <source>Another limit…</source>
        <translation>其他限速…</translation>
    </message>
</context>
<context>
    <name>StepList</name>
    <message>
        <source>Step {number} of {count}</source>
        <translation>第 {number} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>Avatar Intake</source>
        <translation>分身素材上传助手</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
</context>
<context>
    <name>SubmitPage</name>
    <message>
        <source>Submit for review</source>
        <translation>提交审核</translation>
    </message>
    <message>
        <source>Everything is stored at the service and was compared with your files.</source>
        <translation>全部文件已存好，并与您的文件核对一致。</translation>
    </message>
    <message>
        <source>This step can&apos;t be taken back</source>
        <translation>这一步无法撤回</translation>
    </message>
    <message>
        <source>Once the job is submitted, its materials can&apos;t be changed unless the review rejects them.</source>
        <translation>提交之后，除非审核未通过，否则不能再更换素材。</translation>
    </message>
    <message>
        <source>It is a rehearsal: the practice studio looks at the files within seconds.</source>
        <translation>这是演练：演练服务几秒内看完文件。</translation>
    </message>
    <message>
        <source>The reviewers look at the video and the documents, usually within one working day.</source>
        <translation>审核人员会查看视频和证件，一般 1 个工作日内完成。</translation>
    </message>
    <message>
        <source>You can also do this later: the job waits in the list, and the documents stay where they are.</source>
        <translation>也可以以后再提交：任务会留在列表里，已上传的内容不会丢失。</translation>
    </message>
    <message>
        <source>Submitting…</source>
        <translation>正在提交…</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
</context>
<context>
    <name>TasksCard</name>
    <message>
        <source>What to put right</source>
        <translation>需要修改的内容</translation>
    </message>
    <message>
        <source>The reviewer wrote, {moment}:</source>
        <translation>审核意见（{moment}）：</translation>
    </message>
    <message>
        <source>The reviewer wrote:</source>
        <translation>审核意见：</translation>
    </message>
    <message>
        <source>Code {code}</source>
        <translation>代码 {code}</translation>
    </message>
    <message>
        <source>“{words}”</source>
        <translation>“{words}”</translation>
    </message>
    <message>
        <source>To be done by: {who}</source>
        <translation>由{who}处理</translation>
    </message>
</context>
<context>
    <name>TimeSlider</name>
    <message>
        <source>Moment of the video</source>
        <translation>视频位置</translation>
    </message>
    <message>
        <source>Left and right arrow keys move by one picture, up and down by a second.</source>
        <translation>左右方向键移动一帧，上下方向键移动一秒。</translation>
    </message>
</context>
<context>
    <name>UploadCard</name>
    <message>
        <source>Upload</source>
        <translation>上传</translation>
    </message>
    <message>
        <source>Progress of the upload</source>
        <translation>上传进度</translation>
    </message>
</context>
<context>
    <name>UploadPage</name>
    <message>
        <source>Upload</source>
        <translation>上传</translation>
    </message>
    <message>
        <source>What is stored stays stored: neither sleep nor a bad connection nor closing the program loses it.</source>
        <translation>已存好的部分不会丢失：休眠、断网或关闭程序都没关系。</translation>
    </message>
    <message>
        <source>Progress of the upload</source>
        <translation>上传进度</translation>
    </message>
    <message>
        <source>The training video, piece by piece</source>
        <translation>训练视频的各个分段</translation>
    </message>
    <message>
        <source>Checking the files</source>
        <translation>正在检查文件</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>还需{time}</translation>
    </message>
    <message>
        <source>stored</source>
        <translation>已存好</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Has to be finished by {moment}</source>
        <translation>须在 {moment} 前传完</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Change the materials</source>
        <translation>更换素材</translation>
    </message>
    <message>
        <source>Change the account</source>
        <translation>修改账号</translation>
    </message>
    <message>
        <source>The program made a mistake. What is stored stays stored.</source>
        <translation>程序出了差错，已存好的部分不会丢失。</translation>
    </message>
    <message>
        <source>The upload has stopped</source>
        <translation>上传已停止</translation>
    </message>
</context>
<context>
    <name>VideoPage</name>
    <message>
        <source>The training video</source>
        <translation>训练视频</translation>
    </message>
    <message>
        <source>One person, looking into the camera, filmed in one piece. The file is checked at once.</source>
        <translation>一个人，面对镜头，一次拍完。选好后立即检查。</translation>
    </message>
    <message>
        <source>Drop the MP4 file here: 1080p or 4K, 3 to 10 minutes, best about 5</source>
        <translation>把 MP4 文件拖到这里：1080p 或 4K，3–10 分钟，5 分钟左右最好</translation>
    </message>
    <message>
        <source>Only if the vendor has enabled action choreography for your account</source>
        <translation>仅在账号已开通动作编排时需要</translation>
    </message>
    <message>
        <source>A second video with the moves that the avatar is to make on command.</source>
        <translation>另一段视频，录有数字人需要按指令做的动作。</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>Standard</source>
        <translation>标准版</translation>
    </message>
    <message>
        <source>Basic (Flexus)</source>
        <translation>基础版 Flexus</translation>
    </message>
    <message>
        <source>Fast (Flexus)</source>
        <translation>极速版 Flexus</translation>
    </message>
    <message>
        <source>Videos</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Live streams</source>
        <translation>直播</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Found: {value}</source>
        <translation>现在是 {value}</translation>
    </message>
    <message>
        <source>Needed: {value}</source>
        <translation>需要 {value}</translation>
    </message>
    <message>
        <source> · </source>
        <translation> · </translation>
    </message>
</context>
<context>
    <name>_Counted</name>
    <message numerus="yes">
        <source>Resume %n upload(s)?</source>
        <translation>
            <numerusform>继续 %n 个上传？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n finished intake(s)?</source>
        <translation>
            <numerusform>移除 %n 个已完成的任务？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open job(s) can be reached only with this account.</source>
        <translation>
            <numerusform>有 %n 个未结束的任务只能用这个账号访问。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Times</name>
    <message>
        <source>less than a minute</source>
        <translation>不到 1 分钟</translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s)</source>
        <translation>
            <numerusform>约 %n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hour(s)</source>
        <translation>
            <numerusform>约 %n 小时</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> %n minute(s)</source>
        <translation>
            <numerusform> %n 分钟</numerusform>
        </translation>
    </message>
</context>
</TS>
