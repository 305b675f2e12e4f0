//! Bytes of a text file to text: UTF-8, UTF-16 with a mark, or GB18030; and what is no text is refused.
//!
//! It must not replace what it cannot read: a wrong character in a company's name is worse than an error.

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};

use super::errors::SheetError;
use super::grid::line_breaks;

/// Beginnings of files that are text, or nearly, but no table; systems offer web pages as ".xls".
const FOREIGN: [(&str, &str); 9] = [
    ("<!doctype", "web page"),
    ("<html", "web page"),
    ("<head", "web page"),
    ("<meta", "web page"),
    ("<table", "web page"),
    ("<style", "web page"),
    ("<?xml", "XML document"),
    ("%pdf", "PDF document"),
    ("{\\rtf", "RTF document"),
];

/// The text of a file, with every line break as `\n`.
pub(super) fn text(file: &str, bytes: Vec<u8>) -> Result<String, SheetError> {
    let mut text = decode(file, bytes)?;
    let unreadable =
        |reason: &str| SheetError::Unreadable { file: file.to_owned(), reason: reason.to_owned() };
    if text.contains('\0') {
        return Err(unreadable("binary content"));
    }
    let head: String = text.trim_start().chars().take(16).collect::<String>().to_lowercase();
    if let Some((_, kind)) = FOREIGN.iter().find(|(start, _)| head.starts_with(start)) {
        return Err(unreadable(kind));
    }
    let odd = text.chars().filter(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n')).count();
    // A stray control character happens in exports; one in a hundred does not.
    if odd * 100 > text.len() {
        return Err(unreadable("binary content"));
    }
    if text.contains('\r') {
        text = line_breaks(&text);
    }
    Ok(text)
}

fn decode(file: &str, bytes: Vec<u8>) -> Result<String, SheetError> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return decode_as(file, encoding, &bytes[mark..]);
    }
    String::from_utf8(bytes).or_else(|error| decode_as(file, GB18030, error.as_bytes()))
}

fn decode_as(file: &str, encoding: &'static Encoding, bytes: &[u8]) -> Result<String, SheetError> {
    if encoding == UTF_8 {
        // Says at which byte it fails, and costs less than the decoder.
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(failed(file, &bytes[..error.valid_up_to()])),
        };
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let size = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(size.unwrap_or(0));
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (_, read) => Err(failed(file, &bytes[..read])),
    }
}

fn failed(file: &str, before: &[u8]) -> SheetError {
    let breaks = before.iter().filter(|byte| **byte == b'\n').count();
    SheetError::Encoding { file: file.to_owned(), line: u32::try_from(breaks + 1).unwrap_or(u32::MAX) }
}
