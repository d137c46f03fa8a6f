//! Laws and examples of bank files.
use super::*;

#[test]
fn probe() {
    let path = std::env::var("BANK").unwrap();
    let start = std::time::Instant::now();
    match read_folder(Path::new(&path)) {
        Ok(folder) => {
            eprintln!("{} items\n{}", folder.bank.items.len(), folder.warnings);
            let files = write(&folder.bank, folder.assessment.as_ref());
            let again = read_files(&files).unwrap_or_else(|m| panic!("{m}"));
            assert_eq!(again.bank, folder.bank);
            assert_eq!(again.assessment, folder.assessment);
        }
        Err(mistakes) => eprintln!("{mistakes}"),
    }
    eprintln!("{:?}", start.elapsed());
}
