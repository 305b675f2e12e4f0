//! Style sheet and scripts, embedded in the binary. Their addresses carry a hash of the content, so browsers may keep
//! them for ever; they are compressed once, when they are first asked for.

use std::io::Write as _;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::error::PageError;
use super::urls::StaticFile;

/// Name, media type, content.
const FILES: [(&str, &str, &str); 6] = [
    ("app.css", "text/css; charset=utf-8", include_str!("static/app.css")),
    ("app.js", "text/javascript; charset=utf-8", include_str!("static/app.js")),
    ("draft.js", "text/javascript; charset=utf-8", include_str!("static/draft.js")),
    ("live.js", "text/javascript; charset=utf-8", include_str!("static/live.js")),
    ("mark.svg", "image/svg+xml", include_str!("static/mark.svg")),
    ("picker.js", "text/javascript; charset=utf-8", include_str!("static/picker.js")),
];

/// Digits of the hash in an address.
const HASH_DIGITS: usize = 12;

struct Asset {
    name: &'static str,
    media_type: &'static str,
    /// The last part of its address.
    file: String,
    address: String,
    plain: Bytes,
    gzip: Bytes,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| FILES.map(asset).into());

fn asset((name, media_type, content): (&'static str, &'static str, &'static str)) -> Asset {
    let digest = Sha256::digest(content.as_bytes());
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = hash.get(..HASH_DIGITS).unwrap_or(&hash);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let file = format!("{stem}.{hash}.{ending}");
    let address = StaticFile::of(&file).to_string();
    Asset {
        name,
        media_type,
        file,
        address,
        plain: Bytes::from_static(content.as_bytes()),
        gzip: gzip(content),
    }
}

/// Compressed; what could not be compressed is served plain.
fn gzip(content: &str) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    match encoder.write_all(content.as_bytes()).and_then(|()| encoder.finish()) {
        Ok(bytes) => bytes.into(),
        Err(_) => Bytes::new(),
    }
}

/// Address of an embedded file; empty for one that does not exist, which a test of the pages notices.
#[must_use]
pub fn address(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| asset.address.as_str())
}

/// Serves an embedded file.
pub async fn serve(path: StaticFile, headers: HeaderMap) -> Result<Response, PageError> {
    let asset = ASSETS.iter().find(|asset| asset.file == path.id).ok_or(PageError::NotFound)?;
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let zipped = accepted.is_some_and(|accepted| accepted.contains("gzip")) && !asset.gzip.is_empty();
    let mut response = if zipped {
        ([(header::CONTENT_ENCODING, "gzip")], asset.gzip.clone()).into_response()
    } else {
        asset.plain.clone().into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(asset.media_type));
    out.insert(header::VARY, header::HeaderValue::from_static("accept-encoding"));
    let kept = header::HeaderValue::from_static("public, max-age=31536000, immutable");
    out.insert(header::CACHE_CONTROL, kept);
    Ok(response)
}
