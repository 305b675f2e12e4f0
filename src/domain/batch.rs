//! Imports: the kinds of lists that can be loaded, and the batch that remembers what a load changed.

use serde::{Deserialize, Serialize};

use super::ids::BatchId;
use super::time::Instant;

/// A kind of list (KIND of design.md §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetKind {
    /// Enterprises.
    Enterprises,
    /// The full roster of one data year.
    Roster,
    /// Institutions.
    Institutions,
    /// Capabilities.
    Capabilities,
    /// Needs.
    Needs,
    /// Coverage targets.
    Targets,
    /// R&D activity per enterprise.
    RdActivities,
    /// County figures of the statistics bureau.
    RdAggregates,
    /// Four-haves items.
    FourHaves,
    /// Officers who look after single enterprises.
    Assignments,
    /// Days off and make-up days.
    Holidays,
}

impl SheetKind {
    /// Every kind, in the order of the contract.
    pub const ALL: [Self; 11] = [
        Self::Enterprises,
        Self::Roster,
        Self::Institutions,
        Self::Capabilities,
        Self::Needs,
        Self::Targets,
        Self::RdActivities,
        Self::RdAggregates,
        Self::FourHaves,
        Self::Assignments,
        Self::Holidays,
    ];

    /// The name on the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Enterprises => "enterprises",
            Self::Roster => "roster",
            Self::Institutions => "institutions",
            Self::Capabilities => "capabilities",
            Self::Needs => "needs",
            Self::Targets => "targets",
            Self::RdActivities => "rd-activities",
            Self::RdAggregates => "rd-aggregates",
            Self::FourHaves => "four-haves",
            Self::Assignments => "assignments",
            Self::Holidays => "holidays",
        }
    }

    /// The name on sheets and in messages.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Enterprises => "企业",
            Self::Roster => "名录",
            Self::Institutions => "机构",
            Self::Capabilities => "能力",
            Self::Needs => "需求",
            Self::Targets => "目标",
            Self::RdActivities => "研发活动",
            Self::RdAggregates => "研发活动汇总",
            Self::FourHaves => "四有",
            Self::Assignments => "包联干部",
            Self::Holidays => "节假日",
        }
    }

    /// The kind with this command-line name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One load of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Id.
    pub id: BatchId,
    /// What was loaded.
    pub kind: SheetKind,
    /// File name without folders.
    pub file: String,
    /// Who loaded it.
    pub actor: String,
    /// When.
    pub at: Instant,
    /// Records it created.
    pub created: i64,
    /// Records it changed.
    pub updated: i64,
    /// When it was undone.
    pub undone_at: Option<Instant>,
}

/// What is wrong with a cell of a list; `messages` says it in Chinese with the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowProblem {
    /// A required cell is blank.
    Missing,
    /// The cell shows an error of the spreadsheet (#REF!).
    ErrorCell,
    /// Longer than can be stored.
    TooLong {
        /// Characters found.
        found: usize,
        /// Characters allowed.
        max: usize,
    },
    /// Not a word of the list.
    NotOneOf {
        /// What stands there.
        found: String,
        /// What may stand there.
        allowed: Vec<&'static str>,
    },
    /// Not a date.
    NotDate(String),
    /// Not an amount in 万元.
    NotMoney(String),
    /// Not a whole number within these bounds.
    NotNumber {
        /// What stands there.
        found: String,
        /// Least.
        min: i64,
        /// Most.
        max: i64,
    },
    /// Not a percentage.
    NotPercent(String),
    /// Not 18 characters.
    CodeLength(usize),
    /// A character that no credit code contains.
    CodeCharacter {
        /// The character.
        found: char,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A code stored as a number, whose last digits the spreadsheet has lost.
    CodeAsNumber,
    /// Not a county-level unit.
    UnknownCounty(String),
    /// No such enterprise.
    UnknownEnterprise(String),
    /// Several enterprises of this name.
    AmbiguousEnterprise(String),
    /// No such institution.
    UnknownInstitution(String),
    /// Declared as classified.
    Classified,
    /// The same key stands in an earlier row.
    DuplicateOf(u32),
    /// Left before it entered.
    DatesReversed,
    /// Ends before it begins.
    EndsBeforeStart,
    /// Both a single day and a range of days, or half a range.
    DayOrRange,
    /// More days than a holiday has.
    RangeTooLong(i64),
}

/// Something noteworthy that does not keep a row out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowWarning {
    /// The check character of the credit code does not agree.
    DoubtfulCode(String),
    /// The title is longer than the form's 50 characters.
    LongTitle(usize),
    /// An indicator was kept as words only.
    IndicatorNotUnderstood(String),
    /// A word of a list is not known and was left out.
    UnknownWord(String),
    /// Name and code of the row belong to different names; the code was followed.
    NameDiffers(String),
    /// More enterprises with R&D than enterprises.
    MoreThanAll,
    /// A column was not read.
    UnknownColumn(String),
    /// A sheet was not read.
    UnreadSheet(String),
}
