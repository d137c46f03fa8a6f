//! CSV that spreadsheets open safely: UTF-8 with byte order mark, CRLF, no cell that runs.
//!
//! Every digit is written, leading zeros too. A spreadsheet that opens the file by double click may
//! still drop them on its screen; importing the column as text keeps them.

/// The file: `header`, then `rows`, each cell neutralised and quoted where RFC 4180 asks for it.
///
/// # Panics
/// Never: writing into memory does not fail, and rows may differ in length.
pub fn write_csv<R, C>(header: &[&str], rows: R) -> Vec<u8>
where
    R: IntoIterator,
    R::Item: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    write(header, rows, neutral)
}

/// The same for figures that we worked out: a number below zero keeps its sign and stays a number.
///
/// # Panics
/// Never, as above.
pub fn write_figures<R, C>(header: &[&str], rows: R) -> Vec<u8>
where
    R: IntoIterator,
    R::Item: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    write(header, rows, |cell| if cell.parse::<f64>().is_ok() { cell.to_owned() } else { neutral(cell) })
}

fn write<R, C>(header: &[&str], rows: R, guard: impl Fn(&str) -> String) -> Vec<u8>
where
    R: IntoIterator,
    R::Item: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    let why = "writing into memory does not fail";
    writer.write_record(header.iter().map(|name| neutral(name))).expect(why);
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| guard(cell.as_ref()))).expect(why);
    }
    writer.into_inner().expect(why)
}

/// The cell as text for any spreadsheet: an apostrophe in front of what one might run.
pub fn neutral(cell: &str) -> String {
    if is_dangerous(cell) || is_dangerous(cell.trim_start()) { format!("'{cell}") } else { cell.to_owned() }
}

/// Whether a spreadsheet might take `cell` for a formula.
pub fn is_dangerous(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_back(file: &[u8]) -> Vec<Vec<String>> {
        let rest = file.strip_prefix("\u{FEFF}".as_bytes()).expect("a byte order mark");
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true);
        let records = reader.from_reader(rest).into_records();
        records.map(|record| record.expect("UTF-8").iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_file_has_a_mark_crlf_and_its_zeros() {
        let rows = [["007", "An, Bình"], ["=1+1", "nói \"có\""], ["＝A1", "+84"], [" @a", "A-1"]];
        let expected =
            "\u{FEFF}mã,họ tên\r\n007,\"An, Bình\"\r\n'=1+1,\"nói \"\"có\"\"\"\r\n'＝A1,'+84\r\n' @a,A-1\r\n";
        assert_eq!(String::from_utf8(write_csv(&["mã", "họ tên"], rows)).as_deref(), Ok(expected));
    }

    #[test]
    fn figures_keep_their_sign_and_nothing_else_does() {
        let rows = [["-0.25", "-a"], ["=1", "0.5"]];
        assert_eq!(write_figures(&["a"], rows), "\u{FEFF}a\r\n-0.25,'-a\r\n'=1,0.5\r\n".as_bytes());
    }

    proptest! {
        #[test]
        fn what_is_read_back_is_what_was_meant_and_nothing_runs(
            rows in proptest::collection::vec(
                proptest::collection::vec("[=+@＝＋－＠\t\r\n ',;\"a0ế-]{0,6}|\\PC{0,8}", 1..5), 0..6),
        ) {
            let read = read_back(&write_csv(&["mã"], &rows));
            let meant: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| neutral(cell)).collect()).collect();
            prop_assert_eq!(&read[1..], &meant[..]);
            prop_assert!(read.iter().flatten().all(|cell| !is_dangerous(cell)));
        }
    }
}
