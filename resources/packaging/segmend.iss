; Inno Setup 6: an installer for Windows of what `make package` wrote.
;   iscc /DVersion=0.1.0 resources\packaging\segmend.iss
; Never compiled yet on the machines this project was built on: they run Linux.
#ifndef Version
  #error Say which version: iscc /DVersion=0.1.0
#endif

[Setup]
AppId={{3B1C8E52-6C1B-4E0B-9C34-6F3C6B7A5D11}
AppName=Segmend
AppVersion={#Version}
DefaultDirName={autopf}\Segmend
DefaultGroupName=Segmend
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
OutputDir=..\..\dist
OutputBaseFilename=Segmend-{#Version}-setup
Compression=lzma2/fast
SolidCompression=no
DiskSpanning=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
UninstallDisplayIcon={app}\Segmend.exe
ChangesAssociations=yes

[Files]
Source: "..\..\dist\Segmend\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Segmend"; Filename: "{app}\Segmend.exe"
Name: "{autodesktop}\Segmend"; Filename: "{app}\Segmend.exe"; Tasks: desktopicon

[Tasks]
Name: desktopicon; Description: "Put Segmend on the desktop"; Flags: unchecked
Name: folders; Description: "Offer ""Open with Segmend"" for folders and images"

[Registry]
Root: HKA; Subkey: "Software\Classes\Directory\shell\Segmend"; ValueType: string; ValueData: "Open with Segmend"; Flags: uninsdeletekey; Tasks: folders
Root: HKA; Subkey: "Software\Classes\Directory\shell\Segmend\command"; ValueType: string; ValueData: """{app}\Segmend.exe"" ""%1"""; Tasks: folders
Root: HKA; Subkey: "Software\Classes\SystemFileAssociations\image\shell\Segmend"; ValueType: string; ValueData: "Open with Segmend"; Flags: uninsdeletekey; Tasks: folders
Root: HKA; Subkey: "Software\Classes\SystemFileAssociations\image\shell\Segmend\command"; ValueType: string; ValueData: """{app}\Segmend.exe"" ""%1"""; Tasks: folders
