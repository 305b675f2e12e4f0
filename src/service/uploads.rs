//! Files that people sent and that wait for their decision: kept in the data folder between a dry run and the load
//! itself, for a day, so that nobody has to send a file twice. No process holds anything about them. A file belongs to
//! who sent it: it lies in the sender's folder, and for everybody else it does not exist.

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::ids::UploadId;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::sheets::{self, SheetError};

/// Folder in the data folder.
const FOLDER: &str = "uploads";
/// How long a file is kept, milliseconds.
const KEPT_MS: i64 = 24 * 3_600_000;
/// Longest name that is kept, characters; the ending is not cut.
const NAME_CHARS: usize = 80;

/// A file that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// Where it is.
    pub path: PathBuf,
    /// Its name, as it was sent but for characters that no file name may have.
    pub name: String,
}

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It is no file of a kind that is read.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// Keeps a file for its sender, if it is one that is read, and forgets those whose day is over.
///
/// # Errors
/// See [`UploadError`].
pub async fn keep_upload(
    data: &Path,
    sender: &Viewer,
    id: UploadId,
    (name, content): (&str, Vec<u8>),
    now: Instant,
) -> Result<Upload, UploadError> {
    let name = file_name(name);
    sheets::look(&name, &content)?;
    let folder = data.join(FOLDER);
    let path = folder.join(sender.actor()).join(id.as_str()).join(&name);
    let at = path.clone();
    let work = move || {
        sweep(&folder, now);
        std::fs::create_dir_all(at.parent().unwrap_or(&folder))?;
        std::fs::write(&at, content)
    };
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)??;
    Ok(Upload { id, path, name })
}

/// The file with this id, if the viewer sent it and it is still kept.
#[must_use]
pub fn find_upload(data: &Path, viewer: &Viewer, id: &str) -> Option<Upload> {
    let id = UploadId::parse(id)?;
    let folder = data.join(FOLDER).join(viewer.actor()).join(id.as_str());
    let entry = std::fs::read_dir(folder).ok()?.next()?.ok()?;
    Some(Upload { id, path: entry.path(), name: entry.file_name().to_string_lossy().into_owned() })
}

/// Removes files whose day is over. Their ids tell when they came; what cannot be removed is tried again next time.
fn sweep(folder: &Path, now: Instant) {
    let inside = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
    for sender in inside(folder) {
        for entry in inside(&sender.path()) {
            let id = UploadId::parse(&entry.file_name().to_string_lossy());
            if id.is_none_or(|id| id.made_at().0 + KEPT_MS < now.0) {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// The name without folders and without characters that trouble file systems.
fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns =
        |ch: char| matches!(ch, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let kept = |ch: &char| !ch.is_control() && !turns(*ch) && !"<>:\"|?*".contains(*ch);
    let clean: String = last.chars().filter(kept).collect();
    let clean = clean.trim().trim_start_matches('.');
    let (stem, ending) = clean.rsplit_once('.').unwrap_or((clean, ""));
    let stem: String = stem.chars().take(NAME_CHARS).collect();
    let ending: String = ending.chars().take(8).collect();
    match (stem.is_empty(), ending.is_empty()) {
        (true, true) => "无名文件".to_owned(),
        (_, true) => stem,
        _ => format!("{stem}.{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_keep_what_people_call_the_file_and_lose_what_leads_elsewhere() {
        assert_eq!(file_name("新安县 需求清单.xlsx"), "新安县 需求清单.xlsx");
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("C:\\用户\\表.csv"), "表.csv");
        assert_eq!(file_name(".."), "无名文件");
        assert_eq!(file_name("a\u{0}b<>.xlsx"), "ab.xlsx");
        assert_eq!(file_name("名单\u{202e}xslx.exe"), "名单xslx.exe");
        assert_eq!(file_name(&format!("{}.xlsx", "长".repeat(300))), format!("{}.xlsx", "长".repeat(80)));
    }
}
