; The Windows installer: for one person, without an administrator. Made by packaging/build_windows.py, which gives
; VERSION, NUMBERS (1.2.3.0), PAYLOAD (the program's folder), ICON, LICENCE and OUTPUT.
Unicode true
!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "WinVer.nsh"
!include "x64.nsh"
!include "LogicLib.nsh"

!define NAME "Avatar Intake"
!define WINDOW "avatar-intake-window.exe"
!define TERMINAL "avatar-intake.exe"
!define UNINSTALLER "uninstall.exe"
!define REGISTERED "Software\Microsoft\Windows\CurrentVersion\Uninstall\avatar-intake"

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Avatar Intake"
RequestExecutionLevel user
SetCompressor /SOLID lzma
ManifestDPIAware true
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${NUMBERS}"
VIFileVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} Setup"
VIAddVersionKey "LegalCopyright" "Apache-2.0; with its codecs under GPL-3.0 terms"

; SIGN is a command with %1 for the file. The uninstaller is written by makensis, so it is signed from here too.
!ifdef SIGN
  !uninstfinalize '${SIGN}'
  !finalize '${SIGN}'
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString TooOld ${LANG_ENGLISH} "Avatar Intake needs 64-bit Windows 10 (version 1809) or newer."
LangString TooOld ${LANG_SIMPCHINESE} "分身素材上传助手需要 64 位的 Windows 10（1809 版）或更新的系统。"
LangString IsOpen ${LANG_ENGLISH} "Avatar Intake is open. Please leave it (an upload goes on from where it is next time), then press Retry."
LangString IsOpen ${LANG_SIMPCHINESE} "分身素材上传助手正在运行。请先退出它（上传会在下次从中断处继续），再按“重试”。"
LangString Shown ${LANG_ENGLISH} "Avatar Intake"
LangString Shown ${LANG_SIMPCHINESE} "分身素材上传助手"

!macro NotWhileOpen FILE
  ; A program that runs cannot be opened for writing.
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\${FILE}"
      ${ExitDo}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\${FILE}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${ExitDo}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IsOpen)" /SD IDCANCEL IDRETRY +2
    Abort
  ${Loop}
!macroend

!macro RemoveProgram
  ; By name, never the whole folder: somebody may have installed into one with things of his own.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${WINDOW}"
  Delete "$INSTDIR\${TERMINAL}"
  Delete "$INSTDIR\${UNINSTALLER}"
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    MessageBox MB_OK|MB_ICONSTOP "$(TooOld)" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

Section "Program"
  SectionIn RO
  SetShellVarContext current
  !insertmacro NotWhileOpen "${WINDOW}"
  !insertmacro NotWhileOpen "${TERMINAL}"
  !insertmacro RemoveProgram
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*"
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  Delete "$SMPROGRAMS\Avatar Intake.lnk"
  Delete "$SMPROGRAMS\分身素材上传助手.lnk"
  CreateShortcut "$SMPROGRAMS\$(Shown).lnk" "$INSTDIR\${WINDOW}" "" "$INSTDIR\${WINDOW}" 0

  WriteRegStr HKCU "${REGISTERED}" "DisplayName" "$(Shown)"
  WriteRegStr HKCU "${REGISTERED}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REGISTERED}" "DisplayIcon" "$INSTDIR\${WINDOW},0"
  WriteRegStr HKCU "${REGISTERED}" "Publisher" "Avatar Intake contributors"
  WriteRegStr HKCU "${REGISTERED}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${REGISTERED}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKCU "${REGISTERED}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD HKCU "${REGISTERED}" "NoModify" 1
  WriteRegDWORD HKCU "${REGISTERED}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${REGISTERED}" "EstimatedSize" "$0"
SectionEnd

; What the person has made (intakes, accounts in the keyring, new files of repairs) stays: it is not ours to remove.
Section "Uninstall"
  SetShellVarContext current
  !insertmacro NotWhileOpen "${WINDOW}"
  !insertmacro NotWhileOpen "${TERMINAL}"
  !insertmacro RemoveProgram
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Avatar Intake.lnk"
  Delete "$SMPROGRAMS\分身素材上传助手.lnk"
  DeleteRegKey HKCU "${REGISTERED}"
SectionEnd
