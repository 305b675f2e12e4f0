//! No public function of storage without a test that runs it on both databases.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The names that `src/storage/mod.rs` publishes, functions only.
fn public_functions(root: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(root.join("src/storage/mod.rs")).expect("src/storage/mod.rs");
    let mut names = BTreeSet::new();
    for statement in text.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next()) {
        let list = statement.split_once('{').map_or_else(
            || statement.rsplit("::").next().unwrap_or_default(),
            |(_, list)| list.trim_end().trim_end_matches('}'),
        );
        for name in list.split(',').map(str::trim) {
            if name.starts_with(|first: char| first.is_ascii_lowercase()) {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

/// The public methods of the store and the writing transaction.
fn public_methods(root: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in ["store.rs", "write.rs", "audit.rs"] {
        let text = fs::read_to_string(root.join("src/storage").join(file)).expect(file);
        for line in text.lines().filter(|line| line.starts_with("    pub ")) {
            if let Some((name, _)) = line.split_once("fn ").and_then(|(_, rest)| rest.split_once(['(', '<']))
            {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

#[test]
fn every_public_function_of_storage_is_tested() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = String::new();
    for folder in ["tests/it/storage", "tests/it/storage/accounts", "tests/it/support"] {
        for entry in fs::read_dir(root.join(folder)).expect(folder).flatten() {
            if entry.file_name() != "completeness.rs" && entry.path().is_file() {
                tests += &fs::read_to_string(entry.path()).expect("a test file");
            }
        }
    }
    let functions = public_functions(root);
    let methods = public_methods(root);
    assert!(functions.len() > 50 && methods.len() > 12, "{} and {}", functions.len(), methods.len());
    let missing: Vec<_> =
        functions.iter().chain(&methods).filter(|name| !tests.contains(&format!("{name}("))).collect();
    assert!(missing.is_empty(), "without a test: {missing:?}");
}
