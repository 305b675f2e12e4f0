//! Files that people sent and that wait for their decision: kept in the data folder between a dry run and the load
//! itself, for a day, so that nobody has to send a file twice. No process holds anything about them.

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::ids::UploadId;
use crate::domain::time::Instant;

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

/// Keeps a file and forgets those whose day is over.
///
/// # Errors
/// If the disk fails.
pub async fn keep_upload(
    data: &Path,
    id: UploadId,
    name: &str,
    content: Vec<u8>,
    now: Instant,
) -> io::Result<Upload> {
    let name = file_name(name);
    let folder = data.join(FOLDER);
    let path = folder.join(id.as_str()).join(&name);
    let at = path.clone();
    let work = move || {
        sweep(&folder, now);
        std::fs::create_dir_all(at.parent().unwrap_or(&folder))?;
        std::fs::write(&at, content)
    };
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)??;
    Ok(Upload { id, path, name })
}

/// The file with this id, if it is still kept.
#[must_use]
pub fn find_upload(data: &Path, id: &str) -> Option<Upload> {
    let id = UploadId::parse(id)?;
    let folder = data.join(FOLDER).join(id.as_str());
    let entry = std::fs::read_dir(folder).ok()?.next()?.ok()?;
    Some(Upload { id, path: entry.path(), name: entry.file_name().to_string_lossy().into_owned() })
}

/// Removes files whose day is over. Their ids tell when they came; what cannot be removed is tried again next time.
fn sweep(folder: &Path, now: Instant) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let id = UploadId::parse(&entry.file_name().to_string_lossy());
        if id.is_none_or(|id| id.made_at().0 + KEPT_MS < now.0) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// The name without folders and without characters that trouble file systems.
fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|ch| !ch.is_control() && !"<>:\"|?*".contains(*ch)).collect();
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
        assert_eq!(file_name(&format!("{}.xlsx", "长".repeat(300))), format!("{}.xlsx", "长".repeat(80)));
    }
}
