@echo off
rem Starts Jobdrop on Windows. JAVA_HOME or JOBDROP_JAVA names the Java (17 or later); JOBDROP_JAVA_OPTS adds options for it,
rem which win. There is no archive of classes here: bin/jobdrop, for other systems, says what it is.
setlocal DisableDelayedExpansion
set "install=%~dp0.."
set "java=%JOBDROP_JAVA%"
if not defined java if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
if not defined java set "java=java.exe"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo jobdrop: no Java found; install Java 17 or later, or set JAVA_HOME 1>&2
  exit /b 2
)
rem Windows takes no class path of 8191 characters in a command, but Java knows the asterisk.
"%java%" "@%install%\bin\java.options" %JOBDROP_JAVA_OPTS% -cp "%install%\lib\*" ^
  "-Dlog4j2.configurationFile=%install%\config\log4j2.properties" "-Djobdrop.install=%install%" -Djobdrop.terminal=false io.jobdrop.cli.Main %*
exit /b %ERRORLEVEL%
