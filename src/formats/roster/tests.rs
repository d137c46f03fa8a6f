//! Laws and stories of whole rosters; the files are in `tests/fixtures/rosters`.

use super::*;
use crate::domain::people::person::Role;
use crate::formats::mistake::Mistakes;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use time::macros::date;
use unicode_normalization::UnicodeNormalization;

const TODAY: Options = Options { today: date!(2026 - 11 - 21) };
const HEADER: &str = "mã nhân viên,họ và tên,đơn vị\n";

fn fixtures(folder: &str) -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rosters").join(folder);
    let entries = std::fs::read_dir(folder).expect("the fixtures are in the repository");
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let mut files: Vec<(String, PathBuf)> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .map(|path| (path.file_name().expect("a file").to_string_lossy().into_owned(), path))
        .collect();
    files.sort();
    files
}

fn people(bytes: &[u8]) -> Vec<RosterRow> {
    let rows = read("a.csv", bytes, &TODAY).unwrap_or_else(|mistakes| panic!("{mistakes}")).rows;
    rows.into_iter().map(|row| RosterRow { line: 0, ..row }).collect()
}

fn mistakes(text: &str) -> Mistakes {
    read("a.csv", text.as_bytes(), &TODAY).expect_err("mistakes")
}

/// Code and line of each.
fn codes(mistakes: &Mistakes) -> Vec<(&'static str, u32)> {
    mistakes.iter().map(|mistake| (mistake.code, mistake.line)).collect()
}

#[test]
fn the_same_people_are_read_however_the_file_was_stored() {
    let unit = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let number = |digits| Some(identity::IdentityNumber::new(digits).expect("a number"));
    let person = |code: &str, name: &str| RosterRow {
        staff_code: code.to_owned(),
        full_name: name.to_owned(),
        ..RosterRow::blank(0)
    };
    let expected = [
        RosterRow {
            unit: unit(&["UBND thành phố Đồng Nai", "Sở Khoa học và Công nghệ", "Văn phòng"]),
            position: "Chuyên viên".to_owned(),
            email: Some("anh.nt@example.org".to_owned()),
            birth_date: Some(date!(1990 - 11 - 05)),
            identity_number: number("075190000001"),
            ..person("CB-001", "Nguyễn Thị Ánh")
        },
        RosterRow {
            unit: unit(&["UBND thành phố Đồng Nai", "UBND phường Trấn Biên"]),
            position: "Phó Chủ tịch".to_owned(),
            birth_date: Some(date!(1985 - 02 - 28)),
            identity_number: number("271234567"),
            ..person("CB-002", "Trần Đức Ưng")
        },
        RosterRow {
            unit: unit(&["UBND thành phố Đồng Nai", "UBND xã Đắk Lua"]),
            position: "Công chức văn hóa - xã hội".to_owned(),
            ..person("cb.003", "H'Hen Niê")
        },
        RosterRow {
            email: Some("quantri@example.org".to_owned()),
            role: Role::Administrator,
            ..person("QT_1", "Lý Quảng Phước")
        },
    ];
    let files = fixtures("good");
    assert!(files.len() >= 12);
    for (name, path) in files {
        assert_eq!(people(&std::fs::read(path).expect("a file")), expected, "{name}");
    }
}

#[test]
fn the_encoding_and_the_separator_are_told() {
    let expected = [
        ("other-order.csv", Encoding::Utf8, Separator::Comma),
        ("quoted-newlines.csv", Encoding::Utf8, Separator::Comma),
        ("semicolons-english.csv", Encoding::Utf8, Separator::Semicolon),
        ("tabs-utf16.csv", Encoding::Utf16Le, Separator::Tab),
        ("utf16-be-bom.csv", Encoding::Utf16Be, Separator::Comma),
        ("utf16-be.csv", Encoding::Utf16Be, Separator::Comma),
        ("utf16-le-bom.csv", Encoding::Utf16Le, Separator::Comma),
        ("utf16-le.csv", Encoding::Utf16Le, Separator::Comma),
        ("utf8-bom.csv", Encoding::Utf8Bom, Separator::Comma),
        ("utf8-crlf.csv", Encoding::Utf8, Separator::Comma),
        ("utf8-decomposed.csv", Encoding::Utf8, Separator::Comma),
        ("utf8-old-mac.csv", Encoding::Utf8, Separator::Comma),
        ("utf8.csv", Encoding::Utf8, Separator::Comma),
        ("windows-1258.csv", Encoding::Windows1258, Separator::Comma),
    ];
    let told: Vec<_> = fixtures("good")
        .into_iter()
        .map(|(name, path)| {
            let roster = read(&name, &std::fs::read(path).expect("a file"), &TODAY).expect("a good roster");
            (name, roster.encoding, roster.separator)
        })
        .collect();
    assert_eq!(told, expected.map(|(name, encoding, separator)| (name.to_owned(), encoding, separator)));
}

#[test]
fn every_bad_roster_gets_exactly_its_mistakes() {
    for (name, path) in fixtures("bad") {
        let mistakes = read(&name, &std::fs::read(&path).expect("a file"), &TODAY).expect_err(&name);
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        assert_eq!(mistakes.to_string(), expected, "{name}");
    }
}

#[test]
fn lines_are_those_an_editor_shows() {
    let text = "\n\nmã nhân viên,họ và tên,đơn vị\r\n\r\nA,\"An\n\nVăn\",\"Sở\r\nY tế\"\r\n\r\nB,Bình,Sở\n";
    let rows = read("a.csv", text.as_bytes(), &TODAY).expect("good").rows;
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [5, 10]);
    assert_eq!((rows[0].full_name.as_str(), rows[0].unit.as_slice()), ("An Văn", &["Sở Y tế".to_owned()][..]));
}

#[test]
fn real_names_keep_their_own_spelling() {
    let names =
        ["H'Hen Niê", "K’Brơi", "Điểu", "Hòa", "Hoà", "Nguyễn Trần-Lê", "Y Bhĭm Ƀuôn Ơ\u{306}", "Tôn Nữ A. Như Ý"];
    let lines: String = names.iter().enumerate().map(|(place, name)| format!("CB-{place},{name},Sở Y tế\n")).collect();
    let read: Vec<String> =
        people((HEADER.to_owned() + &lines).as_bytes()).into_iter().map(|row| row.full_name).collect();
    assert_eq!(read, names);
}

#[test]
fn a_wrong_d_is_mended_and_a_possible_double_named() {
    let text = HEADER.to_owned() + "A,Ðặng An,Sở Y tế\nB,Bình,Sở Y tế\nC,bình,Sở Y tế\n";
    let roster = read("a.csv", text.as_bytes(), &TODAY).expect("good");
    assert_eq!(roster.rows[0].full_name, "Đặng An");
    let expected = "a.csv:2:3: wrong-d: the letter `Ð` (U+00D0) was read as the Vietnamese `Đ`; \
        type `Đ` with a Vietnamese keyboard\n\
        a.csv:4:3: same-person: the same name, birth date and unit are already on line 3; \
        delete one row if both are the same person\n";
    assert_eq!(roster.warnings.to_string(), expected);
}

#[test]
fn identity_numbers_never_reach_a_log() {
    let text = "mã nhân viên,họ và tên,đơn vị,số định danh\nA,An,Sở Y tế,075190000001\n";
    let roster = read("a.csv", text.as_bytes(), &TODAY).expect("good");
    assert!(!format!("{roster:?}").contains("190000"));
    let wrong = text.replace("075190000001", "75190000001\nB,Bình,Sở,0751900000012\nC,Chi,Sở,7.519E+10");
    assert_eq!(mistakes(&wrong).len(), 3);
    assert!(!mistakes(&wrong).to_string().contains("519"));
}

#[test]
fn a_roster_has_at_most_so_many_rows_and_bytes() {
    let mut text = HEADER.to_owned();
    (0..MAX_ROWS).for_each(|row| text.push_str(&format!("CB-{row},An,Phòng {row}\n")));
    assert_eq!(read("a.csv", text.as_bytes(), &TODAY).map(|roster| roster.rows.len()), Ok(MAX_ROWS));
    text.push_str("CB-X,An,Sở Y tế\n");
    assert_eq!(codes(&mistakes(&text)), [("too-many-rows", 100_002)]);
    let large = vec![b'a'; MAX_BYTES + 1];
    assert_eq!(codes(&read("a.csv", &large, &TODAY).expect_err("too large")), [("file-too-large", 1)]);
}

#[test]
fn a_file_of_mistakes_is_given_up() {
    let text = HEADER.to_owned() + &"x\n".repeat(50_000);
    let mistakes = mistakes(&text);
    assert_eq!(mistakes.len(), 10_001);
    assert_eq!(codes(&mistakes).last(), Some(&("too-many-mistakes", 10_002)));
    let doubles = HEADER.to_owned() + &(0..3_000).map(|row| format!("{row},An,Sở\n")).collect::<String>();
    assert_eq!(read("a.csv", doubles.as_bytes(), &TODAY).expect("good").warnings.len(), 1_001);
}

#[test]
fn the_demonstration_has_twenty_candidates() {
    let roster = read("roster.csv", include_bytes!("../../../assets/demo/roster.csv"), &TODAY).expect("good");
    assert_eq!(roster.rows.len(), 20);
    assert!(roster.warnings.is_empty());
    assert!(roster.rows.iter().all(|row| row.role == Role::Candidate && row.unit.len() == 3));
}

/// Windows-1258 as Windows writes it: base letter, then the tone as a mark of its own.
fn windows_1258(text: &str) -> Vec<u8> {
    let is_tone = |mark: &char| matches!(mark, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    let mut spread = String::new();
    for letter in text.nfc() {
        spread.extend(letter.nfd().filter(|mark| !is_tone(mark)).nfc());
        spread.extend(letter.nfd().filter(is_tone));
    }
    let (bytes, _, is_lossy) = encoding_rs::WINDOWS_1258.encode(&spread);
    assert!(!is_lossy, "{text}");
    bytes.into_owned()
}

fn utf_16(text: &str, bytes_of: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    mark.then_some('\u{FEFF}')
        .into_iter()
        .chain(text.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(bytes_of)
        .collect()
}

fn name() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(
        "Nguyễn Trần Đặng Lê Hoàng Vũ Thị Văn Hữu Quỳnh Ưng Ẩn Ỷ Ngọc Đỗ Phượng Huệ Dũng Sĩ Kỳ Hữu H'Hen K'Brơi"
            .split(' ')
            .collect::<Vec<_>>(),
    );
    proptest::collection::vec(word, 1..6).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_encoding_gives_the_same_rows(names in proptest::collection::vec(name(), 1..8)) {
        let lines: String = names.iter().enumerate().map(|(place, name)| format!("CB-{place},{name},Sở Y tế\n")).collect();
        let text = HEADER.to_owned() + &lines;
        let expected = people(text.as_bytes());
        prop_assert_eq!(expected.iter().map(|row| row.full_name.clone()).collect::<Vec<_>>(), names);
        let decomposed: String = text.nfd().collect();
        for plain in [&text, &decomposed] {
            for mark in [true, false] {
                prop_assert_eq!(&people(&utf_16(plain, u16::to_le_bytes, mark)), &expected);
                prop_assert_eq!(&people(&utf_16(plain, u16::to_be_bytes, mark)), &expected);
            }
            prop_assert_eq!(&people(plain.as_bytes()), &expected);
        }
        prop_assert_eq!(&people(&windows_1258(&text)), &expected);
    }

}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_with_places(bytes: Vec<u8>) {
        if let Err(mistakes) = read("a.csv", &bytes, &TODAY) {
            prop_assert!(mistakes.iter().all(|mistake| mistake.line >= 1 && mistake.column >= 1 && mistake.hint.is_some()));
        }
    }

    #[test]
    fn any_cells_are_read_or_refused_with_places(cells in "[,;\t\n\r\"'=@+ a-cÐĐế\u{301}\u{202E}0-9/E.-]{0,200}") {
        let text = format!("{},ngày sinh,số định danh,email,vai trò,\n{cells}", HEADER.trim_end());
        let last = text.lines().count().max(1);
        match read("a.csv", text.as_bytes(), &TODAY) {
            Ok(roster) => prop_assert!(!roster.rows.is_empty()),
            Err(mistakes) => {
                prop_assert!(mistakes.iter().all(|mistake| usize::try_from(mistake.line).expect("small") <= last));
            }
        }
    }
}
