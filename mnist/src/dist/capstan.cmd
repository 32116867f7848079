@echo off
rem Starts Capstan on Windows with the runtime that lies beside it.
rem
rem   CAPSTAN_JAVA_OPTIONS  further options for the JVM, such as -Xmx4g; they go before ours, but
rem                         another garbage collector needs -XX:-UseSerialGC with it
setlocal
set "root=%~dp0"
"%root%runtime\bin\java.exe" "@%root%jvm.options" %CAPSTAN_JAVA_OPTIONS% "-Dcapstan.command=capstan" -cp "%root%lib\capstan.jar;%CAPSTAN_CLASS_PATH%" capstan.mnist.command.Capstan %*
exit /b %ERRORLEVEL%
