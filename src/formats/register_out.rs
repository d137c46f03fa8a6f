//! The register as a file, row by row as it is read: CSV and XLSX, no cell that runs, every leading zero kept.

use super::csv_out::neutral;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::io::{Error, Write};

/// A CSV file: UTF-8 with byte order mark, CRLF.
pub struct CsvRegister<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> CsvRegister<W> {
    /// Begins the file with its header.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(mut out: W, header: &[&str]) -> Result<Self, Error> {
        out.write_all("\u{FEFF}".as_bytes())?;
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(header)?;
        Ok(Self { writer })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row(&mut self, cells: &[String]) -> Result<(), Error> {
        Ok(self.writer.write_record(cells.iter().map(|cell| neutral(cell)))?)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(), Error> {
        self.writer.flush()
    }
}

/// A workbook with one sheet, all cells text; its rows wait in a temporary file, not in memory.
pub struct XlsxRegister {
    workbook: Workbook,
    rows: u32,
}

fn io(error: XlsxError) -> Error {
    Error::other(error.to_string())
}

impl XlsxRegister {
    /// Begins the sheet with its header.
    ///
    /// # Errors
    /// When its temporary file cannot be written.
    pub fn new(header: &[&str]) -> Result<Self, Error> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(io)?;
        let bold = Format::new().set_bold();
        for (column, name) in (0_u16..).zip(header) {
            sheet.set_column_width(column, 20).map_err(io)?;
            sheet.write_string_with_format(0, column, *name, &bold).map_err(io)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(io)?;
        Ok(Self { workbook, rows: 0 })
    }

    /// Adds a row. A text cell of a workbook never runs, whatever it begins with.
    ///
    /// # Errors
    /// When it cannot be written, or the sheet is full.
    pub fn row(&mut self, cells: &[String]) -> Result<(), Error> {
        self.rows += 1;
        let sheet = self.workbook.worksheet_from_index(0).map_err(io)?;
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string(self.rows, column, cell).map_err(io)?;
        }
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish<W: Write + Send>(mut self, out: W) -> Result<(), Error> {
        self.workbook.save_to_writer(out).map_err(io)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};

    const ROW: [&str; 3] = ["00012/2026", "=1+1", "Nguyễn Thị Ánh"];

    fn row() -> Vec<String> {
        ROW.map(str::to_owned).to_vec()
    }

    #[test]
    fn csv_keeps_zeros_and_runs_nothing() {
        let mut file = Vec::new();
        let mut register = CsvRegister::new(&mut file, &["Số hiệu", "Ghi chú", "Họ và tên"]).expect("memory");
        register.row(&row()).expect("memory");
        register.finish().expect("memory");
        let expected = "\u{FEFF}Số hiệu,Ghi chú,Họ và tên\r\n00012/2026,'=1+1,Nguyễn Thị Ánh\r\n";
        assert_eq!(String::from_utf8(file).expect("UTF-8"), expected);
    }

    #[test]
    fn a_workbook_has_texts_only() {
        let mut register = XlsxRegister::new(&["Số hiệu", "Ghi chú", "Họ và tên"]).expect("a temporary file");
        register.row(&row()).expect("written");
        register.row(&row()).expect("written");
        let mut file = Vec::new();
        register.finish(&mut file).expect("memory");
        let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(file)).expect("a workbook");
        let name = workbook.sheet_names()[0].clone();
        let range = workbook.worksheet_range(&name).expect("a sheet");
        assert_eq!(range.height(), 3);
        let cells: Vec<&Data> = range.rows().nth(2).expect("a row").iter().collect();
        assert_eq!(cells, ROW.map(|cell| Data::String(cell.to_owned())).iter().collect::<Vec<_>>());
        assert_eq!(workbook.worksheet_formula(&name).expect("formulas").used_cells().count(), 0);
    }
}
