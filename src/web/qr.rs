//! QR codes as a path for an SVG of our own: a link that the phone's own camera opens.

use qrcode::{Color, QrCode};

/// Modules of quiet around a code, as the standard asks (ISO/IEC 18004).
const QUIET: usize = 4;

/// A code to be drawn.
pub(super) struct QrPath {
    /// Modules across, the quiet zone included.
    pub(super) size: usize,
    /// One square for every dark module.
    pub(super) path: String,
}

/// The code of a text; `None` if it is too long for one.
pub(super) fn qr_path(text: &str) -> Option<QrPath> {
    let code = QrCode::new(text.as_bytes()).ok()?;
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let path =
        dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET)).collect();
    Some(QrPath { size: width + 2 * QUIET, path })
}
