@echo off
rem The command line of M/Technik: the program itself, with no window. In a script cmd waits for it and knows how it ended.
setlocal
"%~dp0M-Technik.exe" --technik %*
exit /b %ERRORLEVEL%
