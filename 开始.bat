@echo off
rem Double-click: sets up on the first day, then opens the notebooks (python start.py lab).
setlocal
cd /d "%~dp0"
set "PY="
for %%v in (3.12 3.13 3.11) do if not defined PY py -%%v -c "" >nul 2>nul && set "PY=py -%%v"
if not defined PY python -c "" >nul 2>nul && set "PY=python"
if not defined PY goto nopython
%PY% start.py lab %*
if errorlevel 1 pause
exit /b
:nopython
chcp 65001 >nul
echo 请先安装 Python 3.12（安装时勾选 Add python.exe to PATH），再双击本文件。
echo Please install Python 3.12 first (tick "Add python.exe to PATH"), then double-click this file again.
pause
