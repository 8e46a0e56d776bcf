; Removing the program keeps a technician's work: it is asked about, "no" is the answer that Enter gives, and an update or a
; silent removal never asks and never deletes. Only the folder of the person who removes the program is meant; another
; Windows user's work is out of reach.

!macro customUnInstall
  ${ifNot} ${isUpdated}
    # Installers that were fetched and kept for the next version and for the way back: no work, and of no use without the program.
    SetShellVarContext current
    RMDir /r "$LOCALAPPDATA\m-technik-updater"
    RMDir /r "$LOCALAPPDATA\M-Technik\Data\updates"
    SetShellVarContext all
  ${endIf}
  ${ifNot} ${isUpdated}
  ${andIfNot} ${Silent}
    SetShellVarContext current
    ${if} ${FileExists} "$LOCALAPPDATA\M-Technik\Data\*.*"
      ${if} $LANGUAGE == 1045
        StrCpy $R8 "Usunąć też dane M/Technik z tego konta Windows?$\r$\n$\r$\n$LOCALAPPDATA\M-Technik$\r$\n$\r$\nPraca, której M/platform jeszcze nie ma, przepadnie. Kopie zapasowe plików kas też."
      ${else}
        StrCpy $R8 "Delete the data of M/Technik in this Windows account, too?$\r$\n$\r$\n$LOCALAPPDATA\M-Technik$\r$\n$\r$\nWork that M/platform does not have yet will be lost, and so will the backups of the tills' files."
      ${endIf}
      ${if} ${Cmd} `MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$R8" /SD IDNO IDYES`
        RMDir /r "$LOCALAPPDATA\M-Technik"
      ${endIf}
    ${endIf}
    SetShellVarContext all
  ${endIf}
!macroend
