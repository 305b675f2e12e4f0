//! Rules of the house that the compiler does not enforce.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn the_engine_knows_neither_database_nor_web() {
    let manifest = read(&root().join("index/Cargo.toml"));
    for crate_name in ["sqlx", "axum", "tokio", "askama", "hyper", "rusqlite"] {
        assert!(!manifest.contains(crate_name), "index must not depend on {crate_name}");
    }
}

#[test]
fn the_engine_speaks_no_chinese_to_people() {
    let mut files = Vec::new();
    rust_files(&root().join("index/src"), &mut files);
    for file in files.iter().filter(|file| !file.components().any(|part| part.as_os_str() == "indicator")) {
        for (at, line) in read(file).lines().enumerate() {
            let spoken = ["#[error(", "writeln!(", "write!(f"]
                .iter()
                .any(|start| line.trim_start().starts_with(start));
            let chinese = line.chars().any(|ch| ('\u{4E00}'..='\u{9FFF}').contains(&ch));
            assert!(!(spoken && chinese), "{}:{} has words for people", file.display(), at + 1);
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let mut files = Vec::new();
    for folder in ["src", "benches", "index/src", "index/tests", "index/benches", "tests"] {
        rust_files(&root().join(folder), &mut files);
    }
    assert!(files.len() > 50);
    for file in files {
        assert!(read(&file).starts_with("//!"), "{} has no module doc", file.display());
    }
}

#[test]
fn files_and_folders_named_in_the_readmes_exist() {
    for readme in ["README.md", "index/README.md"] {
        let path = root().join(readme);
        let text = read(&path);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let mut count = 0;
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            count += 1;
            let target = path.parent().expect("folder").join(link);
            assert!(target.exists(), "{readme} names {link}, which does not exist");
        }
        assert!(count > 5, "{readme} maps the folders");
    }
}

/// Which rooms of the service a room may use; `tests`, `benches` and `main` may use all.
const MAY_USE: [(&str, &[&str]); 18] = [
    ("domain", &[]),
    ("storage", &["domain"]),
    ("sheets", &[]),
    ("city", &["domain", "storage"]),
    ("search", &["domain", "storage"]),
    ("demo", &["domain"]),
    ("clock", &["domain"]),
    ("passwords", &["domain"]),
    ("channels", &["domain"]),
    ("settings", &["passwords"]),
    // What people read is needed wherever a report with words is made; errors are said at the edge.
    ("messages", &["domain", "storage", "search", "sheets", "city", "service", "app"]),
    ("service", &["domain", "storage", "search", "sheets", "city", "messages", "passwords"]),
    ("app", &["domain", "storage", "city", "clock", "passwords", "settings"]),
    // Reads claims and outcomes of jobs from storage; everything else through services.
    ("jobs", &["domain", "storage", "search", "service", "app", "channels"]),
    ("web", &["domain", "search", "city", "service", "app", "messages", "settings"]),
    ("doctor", &["domain", "storage", "search", "service", "app", "clock", "messages"]),
    (
        "cli",
        &[
            "domain", "storage", "search", "city", "service", "app", "clock", "demo", "doctor", "messages",
            "jobs", "web", "settings",
        ],
    ),
    ("lib", &[]),
];

#[test]
fn rooms_use_only_the_rooms_they_may() {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    for file in files {
        let inside = file.strip_prefix(root().join("src")).expect("in src");
        let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        let room = first.trim_end_matches(".rs");
        if room == "main" {
            continue;
        }
        let (_, allowed) = MAY_USE
            .iter()
            .find(|(name, _)| *name == room)
            .unwrap_or_else(|| panic!("room {room} has no rule; add it to MAY_USE"));
        for used in read(&file).split("crate::").skip(1) {
            let used = used.split(|ch: char| !ch.is_alphanumeric() && ch != '_').next().unwrap_or_default();
            let known = MAY_USE.iter().any(|(name, _)| *name == used);
            assert!(
                !known || used == room || allowed.contains(&used),
                "{} uses {used}, which {room} may not",
                inside.display()
            );
        }
    }
}

#[test]
fn only_storage_holds_sql() {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    for file in files.iter().filter(|file| !file.starts_with(root().join("src/storage"))) {
        let text = read(file);
        for word in ["sqlx::query", "SELECT ", "INSERT INTO", "DELETE FROM"] {
            assert!(!text.contains(word), "{} holds SQL ({word})", file.display());
        }
    }
}
