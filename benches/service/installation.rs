//! Configuration, key and issuer of a service that is measured.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Writes what an operator would, into `folder`; gives the configuration's file.
pub fn write_configuration(folder: &Path, address: &str, database: Option<&str>) -> std::path::PathBuf {
    let at = |name: &str| folder.join(name).display().to_string();
    fs::write(at("passphrase"), "a passphrase for measuring").expect("written");
    fs::set_permissions(at("passphrase"), fs::Permissions::from_mode(0o600)).expect("set");
    let key = Command::new(env!("CARGO_BIN_EXE_minhchung"))
        .args(["key", "new", "--keys", &at("keys"), "--passphrase-file", &at("passphrase")])
        .output()
        .expect("the binary runs");
    assert!(key.status.success(), "{}", String::from_utf8_lossy(&key.stderr));
    let database = database.map_or_else(|| format!("sqlite:{}", at("bench.db")), str::to_owned);
    let text = format!(
        "base_url = \"https://chungnhan.example.vn\"\nlisten = \"{address}\"\ndatabase = \"{database}\"\ndata = \"{}\"\n\
         keys = \"{}\"\nkey_passphrase_file = \"{}\"\n[[issuer]]\nfrom = 2025-01-01\nsuperior_body = \"UBND THÀNH PHỐ ĐỒNG NAI\"\n\
         issuing_body = \"SỞ KHOA HỌC VÀ CÔNG NGHỆ\"\nname = {{ vi = \"Sở Khoa học và Công nghệ\", en = \"Department of Science and Technology\" }}\n\
         certifier_line = \"Giám đốc Sở Khoa học và Công nghệ chứng nhận\"\nplace = \"Đồng Nai\"\nsigner_title = \"GIÁM ĐỐC\"\nsigner_name = \"Trần Minh Chứng\"\n",
        at("files"),
        at("keys"),
        at("passphrase"),
    );
    let file = folder.join("bench.toml");
    fs::write(&file, text).expect("written");
    file
}
