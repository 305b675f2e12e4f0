//! The county-level units of the city. A county is an explicit field of an enterprise, never derived from its
//! address or credit code (在地统计; functional zones such as 高新区 have no division of their own).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::text::name_key;

/// Code of a county-level unit: GB/T 2260, or an internal code for units that have none. The whole city has a code too.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CountyCode(String);

impl CountyCode {
    /// Takes a code as it stands in the city pack; six ASCII letters or digits.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let code = code.trim();
        (code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            .then(|| Self(code.to_owned()))
    }

    /// The six characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for CountyCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    /// Its code.
    pub code: CountyCode,
    /// Short official name, as the tables print it.
    pub name: String,
    /// Tier of the target table: 都市核心区, 环都市区, 南部生态区.
    pub tier: String,
    /// Place in the city's own order, from 1.
    pub position: i64,
    /// Other names people write, former ones included.
    pub aliases: Vec<String>,
}

/// A name without a leading 洛阳市 or 洛阳.
#[must_use]
pub fn without_city(name: &str) -> &str {
    name.strip_prefix("洛阳市").or_else(|| name.strip_prefix("洛阳")).unwrap_or(name)
}

/// The units of a city, found by any of their names.
#[derive(Debug, Clone, Default)]
pub struct Counties {
    list: Vec<County>,
    by_name: HashMap<String, usize>,
}

impl Counties {
    /// Takes the units in the city's order.
    #[must_use]
    pub fn new(list: Vec<County>) -> Self {
        let mut by_name = HashMap::new();
        for (at, county) in list.iter().enumerate() {
            for name in county.aliases.iter().chain([&county.name]) {
                by_name.insert(name_key(name), at);
            }
            by_name.insert(county.code.as_str().to_lowercase(), at);
        }
        Self { list, by_name }
    }

    /// The unit meant by a name, alias or code; blanks inside and a leading 洛阳市 or 洛阳 do not matter.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&County> {
        let key = name_key(name);
        [key.as_str(), without_city(&key)]
            .iter()
            .find_map(|key| self.by_name.get(*key))
            .and_then(|at| self.list.get(*at))
    }

    /// The unit with this code.
    #[must_use]
    pub fn by_code(&self, code: &CountyCode) -> Option<&County> {
        self.list.iter().find(|county| county.code == *code)
    }

    /// The units in the city's order.
    #[must_use]
    pub fn all(&self) -> &[County] {
        &self.list
    }
}
