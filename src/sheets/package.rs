//! The zip file that an .xlsx is, vetted before anything reads it as a workbook.
//!
//! A file comes from outside and may be made to exhaust the machine. So nothing is believed: sizes in the
//! directory are checked first because it is cheap, then every part that will be read is inflated once
//! through a counter, because directories can lie. What passes is copied, still compressed, into a new archive
//! with an entry point written here; thus the reader finds exactly the parts that were vetted, under the names
//! they were vetted by. This file must not interpret cells.

use std::collections::HashSet;
use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::errors::SheetError;
use super::read::MAX_BYTES;
use super::scan::{Role, Scan};

/// Parts of a file; a workbook has a few per sheet, plus its pictures.
const MAX_PARTS: usize = 10_000;
/// Unpacked to packed bytes. Sheets of real lists reach 10 to 30, generated ones with equal rows some 50;
/// deflate can reach 1,000, which is what a bomb uses.
const MAX_RATIO: u64 = 100;
/// Below this the ratio does not matter: small repetitive files (templates) may exceed it and harm nobody.
const FREE_BYTES: u64 = 1 << 20;

/// Bytes of the entry point; it names the workbook and little else.
const MAX_ROOT_BYTES: u64 = 1 << 20;
const ROOT: &str = "_rels/.rels";
/// How the part ends that holds macros, whatever the file is called.
const MACROS: &str = "vbaproject.bin";

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Whether the file is a workbook at all, without macros, as far as its directory and entry point tell.
pub(super) fn look(file: &str, bytes: &[u8]) -> Result<(), SheetError> {
    let vetting = Vetting { file, packed: bytes.len() as u64 };
    vetting.open(bytes).map(|_| ())
}

/// A new archive with the parts of the file that reading needs, each known to unpack within limits.
pub(super) fn vet(file: &str, bytes: &[u8]) -> Result<Vec<u8>, SheetError> {
    let vetting = Vetting { file, packed: bytes.len() as u64 };
    let (mut archive, layout) = vetting.open(bytes)?;
    let needed = vetting.inflate(&mut archive, &layout)?;
    vetting.copy(&mut archive, &layout, &needed).map_err(|error| vetting.damaged(&error))
}

/// Where the parts lie that are read when the workbook is opened; all in lower case, as they are looked up.
struct Layout {
    workbook: String,
    index: [String; 4],
    strings: String,
}

impl Layout {
    fn new(workbook: &str) -> Self {
        let (folder, name) = match workbook.rfind('/') {
            Some(at) => workbook.split_at(at + 1),
            None => ("", workbook),
        };
        let part = |name: &str| format!("{folder}{name}").to_lowercase();
        let relations = format!("_rels/{name}.rels");
        let index = [part(name), part(&relations), part("styles.xml"), part("theme/theme1.xml")];
        Self { workbook: workbook.to_owned(), index, strings: part("sharedStrings.xml") }
    }

    fn role(&self, name: &str) -> Role {
        let name = name.to_lowercase();
        if self.index.contains(&name) {
            Role::Index
        } else if name == self.strings {
            Role::Strings
        } else {
            Role::Stream
        }
    }
}

struct Vetting<'a> {
    file: &'a str,
    packed: u64,
}

impl Vetting<'_> {
    /// Opens the archive and finds its workbook, after a look at what the directory says.
    fn open<'b>(&self, bytes: &'b [u8]) -> Result<(Archive<'b>, Layout), SheetError> {
        // Counted by signature, because opening the archive already allocates for each part.
        if bytes.windows(4).filter(|window| window == b"PK\x01\x02").count() > MAX_PARTS {
            return Err(self.unreadable("too many parts"));
        }
        let mut archive = Archive::new(Cursor::new(bytes)).map_err(|error| self.damaged(&error))?;
        self.check_directory(&mut archive)?;
        let layout = self.layout(&mut archive)?;
        Ok((archive, layout))
    }

    fn unreadable(&self, reason: &str) -> SheetError {
        SheetError::Unreadable { file: self.file.to_owned(), reason: reason.to_owned() }
    }

    fn damaged(&self, error: &ZipError) -> SheetError {
        match error {
            ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => {
                SheetError::Protected { file: self.file.to_owned() }
            }
            _ => self.unreadable(&error.to_string()),
        }
    }

    /// Whether so many unpacked bytes are too many.
    fn check_size(&self, unpacked: u64) -> Result<(), SheetError> {
        let file = || self.file.to_owned();
        if unpacked > FREE_BYTES && unpacked / MAX_RATIO > self.packed {
            return Err(SheetError::Inflates {
                file: file(),
                packed_bytes: self.packed,
                unpacked_bytes: unpacked,
            });
        }
        if unpacked > MAX_BYTES {
            return Err(SheetError::TooManyBytes { file: file(), limit_bytes: MAX_BYTES });
        }
        Ok(())
    }

    /// Sums what the directory says. Packed parts that sum to more than the file lie over one another.
    fn check_directory(&self, archive: &mut Archive<'_>) -> Result<(), SheetError> {
        let (mut packed, mut unpacked) = (0u64, 0u64);
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(|error| self.damaged(&error))?;
            let name = part.name().map_err(|error| self.damaged(&error))?.to_lowercase();
            if name.ends_with(MACROS) {
                return Err(SheetError::Macros { file: self.file.to_owned() });
            }
            packed = packed.saturating_add(part.compressed_size());
            unpacked = unpacked.saturating_add(part.size());
        }
        self.check_size(unpacked)?;
        if packed > self.packed {
            return Err(self.unreadable("parts lie over one another"));
        }
        Ok(())
    }

    /// Finds the workbook through the entry point of the package.
    fn layout(&self, archive: &mut Archive<'_>) -> Result<Layout, SheetError> {
        let root = archive.by_name(ROOT).map_err(|error| match error {
            ZipError::FileNotFound => self.unreadable("a zip file, but not a workbook"),
            error => self.damaged(&error),
        })?;
        let mut text = String::new();
        root.take(MAX_ROOT_BYTES)
            .read_to_string(&mut text)
            .map_err(|error| self.unreadable(&error.to_string()))?;
        let workbook = text
            .split('<')
            .filter(|tag| {
                attribute(tag, "Type").is_some_and(|kind| kind.ends_with("/relationships/officeDocument"))
            })
            .find_map(|tag| attribute(tag, "Target"))
            .map(|target| target.trim_start_matches('/'))
            .ok_or_else(|| self.unreadable("a document without a main part"))?;
        let plain = !workbook.contains(['<', '>', '&', '"', '\'']);
        if !plain || !workbook.to_lowercase().ends_with(".xml") {
            return Err(self.unreadable("the main part is not a workbook in XML"));
        }
        Ok(Layout::new(workbook))
    }

    /// Inflates each part that may be read, counting; returns their numbers and names.
    fn inflate(
        &self,
        archive: &mut Archive<'_>,
        layout: &Layout,
    ) -> Result<Vec<(usize, String)>, SheetError> {
        let mut total = 0;
        let mut seen = HashSet::new();
        let mut needed = Vec::new();
        for index in 0..archive.len() {
            let part = archive.by_index(index).map_err(|error| self.damaged(&error))?;
            let name = part.name().map_err(|error| self.damaged(&error))?.replace('\\', "/");
            let lower = name.to_lowercase();
            if lower == ROOT || !(lower.ends_with(".xml") || lower.ends_with(".rels")) {
                continue;
            }
            if !seen.insert(lower) {
                return Err(self.unreadable("two parts of one name"));
            }
            self.inflate_part(part, layout.role(&name), &mut total)?;
            needed.push((index, name));
        }
        Ok(needed)
    }

    fn inflate_part(&self, mut part: impl Read, role: Role, total: &mut u64) -> Result<(), SheetError> {
        let mut scan = Scan::new(role);
        let mut buffer = vec![0; 64 << 10];
        loop {
            let count = part.read(&mut buffer).map_err(|error| self.unreadable(&error.to_string()))?;
            if count == 0 {
                break;
            }
            *total += count as u64;
            self.check_size(*total)?;
            scan.feed(&buffer[..count]);
        }
        scan.refusal().map_or(Ok(()), |reason| Err(self.unreadable(reason)))
    }

    fn copy(
        &self,
        archive: &mut Archive<'_>,
        layout: &Layout,
        needed: &[(usize, String)],
    ) -> Result<Vec<u8>, ZipError> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(ROOT, SimpleFileOptions::default())?;
        writer.write_all(root(&layout.workbook).as_bytes())?;
        for (index, name) in needed {
            writer.raw_copy_file_rename(archive.by_index_raw(*index)?, name)?;
        }
        Ok(writer.finish()?.into_inner())
    }
}

/// An entry point that names one workbook.
fn root(workbook: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Target=\"{workbook}\" Type=\
         \"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/>\
         </Relationships>"
    )
}

/// The value of an attribute in the text of a tag, entities left as they are.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.match_indices(name).find_map(|(at, _)| {
        let own = tag[..at].ends_with(|c: char| c.is_ascii_whitespace());
        let rest = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| own && matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    })
}

#[cfg(test)]
mod tests {
    use super::{Role, SheetError, Vetting};

    /// However little the directory declares: counting stops an endless part early.
    #[test]
    fn inflating_is_bounded_by_what_comes_out() {
        let endless = || std::io::repeat(b'<');
        let vetting = |packed| Vetting { file: "a.xlsx", packed };
        let mut total = 0;
        let small = vetting(20_000).inflate_part(endless(), Role::Stream, &mut total);
        assert!(
            matches!(small, Err(SheetError::Inflates { unpacked_bytes, .. }) if unpacked_bytes < 2_100_000)
        );
        let mut total = super::MAX_BYTES - 1_000;
        let large = vetting(50 << 20).inflate_part(endless(), Role::Stream, &mut total);
        assert!(matches!(large, Err(SheetError::TooManyBytes { .. })));
    }
}
