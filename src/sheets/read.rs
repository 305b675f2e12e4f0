//! The door for files: decides by content what a file is and hands it to the right reader.
//!
//! The extension decides nothing, because people rename files; it must not come back as a criterion.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::errors::SheetError;
use super::grid::Workbook;
use super::{package, read_csv, read_xlsx};

/// Bytes that are taken, of a file and of what it unpacks to.
pub const MAX_BYTES: u64 = 200 << 20;

/// First bytes of a zip file with content, which every .xlsx is.
const ZIP: &[u8] = b"PK\x03\x04";
/// First bytes of the container of .xls files, and of .xlsx files under a password.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Reads a file.
///
/// # Errors
/// See [`SheetError`]; the file is named in each.
pub fn read(path: &Path) -> Result<Workbook, SheetError> {
    let file = file_name(path);
    let io = |source| SheetError::Io { file: file.clone(), source };
    let mut bytes = Vec::new();
    // One byte more than is taken, so that a file that grew or lies about its size is still found out.
    File::open(path).map_err(io)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    read_bytes(&file, bytes)
}

/// Whether a file is one that is read, by its content: a workbook without macros, or text. Costs little, for the moment
/// when a file arrives; what else may be wrong is found out when it is read.
///
/// # Errors
/// See [`SheetError`]; the file is named in each.
pub fn look(file: &str, bytes: &[u8]) -> Result<(), SheetError> {
    refuse_old(file, bytes)?;
    if bytes.starts_with(ZIP) {
        return package::look(file, bytes);
    }
    let sixteen_bits = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    if bytes.contains(&0) && !sixteen_bits {
        return Err(SheetError::Unreadable { file: file.to_owned(), reason: "not a text".to_owned() });
    }
    Ok(())
}

/// Files of Excel 97–2003, and those under a password.
fn refuse_old(file: &str, bytes: &[u8]) -> Result<(), SheetError> {
    let name = || file.to_owned();
    match bytes.starts_with(OLE) {
        false => Ok(()),
        true if needs_password(bytes) => Err(SheetError::Protected { file: name() }),
        true => Err(SheetError::OldExcel { file: name() }),
    }
}

/// Reads a file that is already in memory (an upload); `file` is its name, for messages.
///
/// # Errors
/// See [`SheetError`]; the file is named in each.
pub fn read_bytes(file: &str, bytes: Vec<u8>) -> Result<Workbook, SheetError> {
    let name = || file.to_owned();
    if bytes.len() as u64 > MAX_BYTES {
        return Err(SheetError::TooManyBytes { file: name(), limit_bytes: MAX_BYTES });
    }
    refuse_old(file, &bytes)?;
    let sheets = if bytes.starts_with(ZIP) {
        read_xlsx::sheets(file, bytes)?
    } else {
        vec![read_csv::sheet(file, bytes)?]
    };
    if sheets.iter().all(super::Grid::is_empty) {
        return Err(SheetError::Empty { file: name() });
    }
    Ok(Workbook { file: name(), sheets })
}

/// The file name of a path, readable even where it is not valid text.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A workbook under a password lies in the container under this name, written in UTF-16.
fn needs_password(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}
