<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Avatar Intake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Avatar Intake {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brings one person&apos;s materials to Huawei Cloud MetaStudio: checked, uploaded, submitted for review. The source is free under the Apache License 2.0; an installer that contains the video libraries is distributed under the terms of the GPL 3.0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AccountDialog</name>
    <message>
        <source>Account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used for all intakes. Secrets go to the system&apos;s password store, nowhere else; type them anew here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still missing: {things}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue this time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AccountForm</name>
    <message>
        <source>North China – Beijing 4 (cn-north-4)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>East China – Shanghai 1 (cn-east-3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another address…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of the service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>https://host/prefix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Console: My Credentials, API Credentials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User name and password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access key ID (AK)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Secret access key (SK)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Security token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only for temporary keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds for 24 hours and is never kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remember on this computer, in the system&apos;s password store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account is on the vendor&apos;s NA list: documents may be left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) found in this project.</source>
        <translation>
            <numerusform>%n job found in this project.</numerusform>
            <numerusform>%n jobs found in this project.</numerusform>
        </translation>
    </message>
    <message>
        <source>The connection works</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AccountPage</name>
    <message>
        <source>Where should the materials go?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only once: the account is used for all intakes. A rehearsal needs none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To Huawei Cloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the account of your studio. Materials are really submitted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rehearse first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A practice studio inside this program plays the service. Nothing leaves this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a rehearsal does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything stays on this computer; no account is needed and nothing is charged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes your own materials, or the samples, through every step of a real submission.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The practice studio&apos;s review looks at the files as the real one does, and rejects what is wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Afterwards you can set up the account and send the same materials for real.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue this time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message>
        <source>Avatar Intake is uploading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Avatar Intake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Counsel</name>
    <message>
        <source>What is stored is safe. Go on before {moment}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The upload has stopped half-way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is stored is safe. Press Continue to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is stored, one step is left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submitting for review can&apos;t be taken back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to do for you at the moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The review usually takes one working day.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The review was passed, the avatar is being trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This usually takes up to three working days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The avatar is ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You find it in the MetaStudio console.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service waits for your confirmation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the result in the MetaStudio console.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something went wrong in this program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your files and what is already uploaded are safe. You can go on; if something looks odd, quit and open the program again. The report below holds no names, paths or secrets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeskControl</name>
    <message>
        <source>Upload finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Avatar Intake to see what comes next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Avatar Intake to see why.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeskWindow</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Avatar Intake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Avatar Intake (rehearsal)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeskWords</name>
    <message>
        <source>Draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirming</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready to submit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submitting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review not passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turned down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on filling in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submit for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace materials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No name yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing sent yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{stored} of {total} stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {place} of {count}: {leg}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on before {moment}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about 1 working day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>within 3 working days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working out the time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DocumentsPage</name>
    <message>
        <source>The documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They prove that the person agrees. Previews stay blurred until you point at them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All four corners, no glare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed by the person on the ID card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview: {material}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blurred until it has the focus or is pointed at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your account is on the vendor&apos;s NA list: the documents may be left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your files are read where they are. No copies are made, and they are not changed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thank you. You can close this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rehearsal was submitted to the practice studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job was submitted for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the job number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usually within one working day. The reviewers may call the contact phone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usually within three working days after the review.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The avatar is ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You find it in MetaStudio. The list here shows how it stands.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Material</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check sum (SHA-256)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DropArea</name>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} doesn&apos;t fit here. Needed: {kinds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One file at a time, please. Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That isn&apos;t a file of this computer. Drop a file from a folder.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyDesk</name>
    <message>
        <source>Make your first digital avatar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Have these four things at hand. Everything is checked on this computer before anything is sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One person facing the camera, 3 to 10 minutes, MP4 in 1080p or 4K.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A photo of each side: all four corners, no glare, JPG or PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Letter of authorisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed by the person in the video, as a PDF or a photo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A Huawei Cloud project with MetaStudio, and an access key for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New intake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rehearse first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A rehearsal uses made-up materials and a practice studio. Nothing leaves this computer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExtrasPage</name>
    <message>
        <source>Cover and extras</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A cover helps to find the avatar. Everything here may be left out unless it is marked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voice recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or drop a picture here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One long WAV recording, packed as ZIP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this picture of the video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview of the cover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two pictures that show how the figure is to be retouched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needed: the voice is to come from this recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not needed: the voice comes from the training video, as chosen under Person and job.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Filmstrip</name>
    <message>
        <source>Pictures of the video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left and right arrow keys move through the video.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Avatar Intake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New intake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs go to a practice studio inside this program. Nothing leaves this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the sample materials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About and licences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No account yet: the first intake asks for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The practice studio</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Job created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs listed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored pieces counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submitted for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job updated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job deleted</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has been sent yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy all lines with their request ids, for the vendor&apos;s support</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{step}: no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{step}: refused ({status})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IntakePage</name>
    <message>
        <source>All intakes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the service how the review stands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the job id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last change {moment}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job {job_id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the job id {job_id}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IntakeWizard</name>
    <message>
        <source>New intake — Avatar Intake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create the job and upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop, continue later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep uploading in the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you filled in could not be saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you close now, it is lost. The files on this computer are untouched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close and lose it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Person and job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cover and extras</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review and send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submit for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IntakesModel</name>
    <message>
        <source>Avatar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next step</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobOptions</name>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Groups the intakes of one day or one customer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Separated by commas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User ID in your system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Letters and digits, no Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pieces of the training video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pieces of the action video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purpose of the upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Billing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the account is set up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pay per use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy of a live-stream room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave these as they are unless you were told otherwise.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobPage</name>
    <message>
        <source>Who is it, and what is it for?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name is for finding the avatar later; the phone number is for the reviewers&apos; questions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least one use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Avatar name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out ID and phone numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contact phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reviewers may call this number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edition</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For videos, live streams and conversations. Video of 3 to 10 minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For videos only. A real background that stays. Video of about 2 minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same, trained with the fast model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The avatar is for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken from the training video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a separate recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No voice, only the figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flexus avatars are for videos only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs a green screen. Without it the real background stays for ever.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flexus keeps the real background.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The voice&apos;s kind can be chosen for Flexus only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Online shop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>News</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marketing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Female</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Male</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>English</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of speech</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Journey</name>
    <message>
        <source>Step {place} of {count}: {leg}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message>
        <source>Search by name, batch or job id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the service how the reviews stand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intakes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All batches</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Material</name>
    <message>
        <source>MP4 video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ZIP file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PDF, JPG or PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JPG or PNG picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JPG, PNG or WebP picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MaterialPanel</name>
    <message>
        <source>Checks: {material}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MaterialsCard</name>
    <message>
        <source>Materials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file has been chosen yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On its way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the SHA-256 of: {material}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>More</name>
    <message>
        <source>Back to the main choices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More options</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n option(s) set</source>
        <translation>
            <numerusform>%n option set</numerusform>
            <numerusform>%n options set</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NothingFound</name>
    <message>
        <source>No intake matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all intakes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Rehearsal — nothing leaves this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still missing: {things}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another file for: {material}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PartMap</name>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On its way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Piece {number}: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pieces of the file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>You can quit without losing progress. Open the program again to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove &quot;{name}&quot; from this list?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files on this computer stay where they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files on this computer and the job at the service stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also delete the job at the service. This can&apos;t be taken back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also delete the job and the finished avatar. This can&apos;t be taken back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Review and send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at everything once more. Until you press the button, nothing has been sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person agrees, and so do I</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submit for review by itself when everything is stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can&apos;t be taken back. Otherwise you are asked at the end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the checks, they take a moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to put right</source>
        <translation>
            <numerusform>%n thing to put right</numerusform>
            <numerusform>%n things to put right</numerusform>
        </translation>
    </message>
    <message>
        <source>the consent: please tick the box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is being checked once more…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service would reject this. Nothing has been sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Ready, with %n note(s)</source>
        <translation>
            <numerusform>Ready, with %n note</numerusform>
            <numerusform>Ready, with %n notes</numerusform>
        </translation>
    </message>
    <message>
        <source>You can go on; have a look at the notes below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All checks passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that the service needs is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Person and job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cover and extras</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>voice from the video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>voice from a recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>background replaced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>real background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no phone number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}: {fast} at 20 Mbit/s, {slow} at 5 Mbit/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>24 hours from the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing: it is a rehearsal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One avatar training of your account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The practice studio on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a rehearsal the materials and the phone number stay on this computer: the practice studio keeps a copy here, and reviews it, until you remove the intake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The video, the ID pictures, the letter and the phone number go to {target}, to prove that the person agrees and to train the avatar. The service deletes the ID pictures after its check and keeps the rest until you delete the job.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SecretEdit</name>
    <message>
        <source>Hide what is typed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what is typed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepList</name>
    <message>
        <source>Step {number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Avatar Intake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SubmitPage</name>
    <message>
        <source>Submit for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is stored at the service and was compared with your files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This step can&apos;t be taken back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once the job is submitted, its materials can&apos;t be changed unless the review rejects them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reviewers look at the video and the documents, usually within one working day.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can also do this later: the job waits in the list, and the documents stay where they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submitting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try now</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UploadPage</name>
    <message>
        <source>Upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is stored stays stored: neither sleep nor a bad connection nor closing the program loses it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training video, piece by piece</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As fast as possible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most {speed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking the files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Has to be finished by {moment}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the materials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program made a mistake. What is stored stays stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The upload has stopped</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VideoPage</name>
    <message>
        <source>The training video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One person, looking into the camera, filmed in one piece. The file is checked at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop the MP4 file here: 1080p or 4K, 3 to 10 minutes, best about 5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only if the vendor has enabled action choreography for your account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A second video with the moves that the avatar is to make on command.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>Draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Creating the job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored, being confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready to be submitted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submitting for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submitted for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Basic (Flexus)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fast (Flexus)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live streams</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Times</name>
    <message>
        <source>less than a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s)</source>
        <translation>
            <numerusform>about %n minute</numerusform>
            <numerusform>about %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hour(s)</source>
        <translation>
            <numerusform>about %n hour</numerusform>
            <numerusform>about %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> %n minute(s)</source>
        <translation>
            <numerusform> %n minute</numerusform>
            <numerusform> %n minutes</numerusform>
        </translation>
    </message>
</context>
</TS>
