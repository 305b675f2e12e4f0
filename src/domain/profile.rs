//! What institutions and enterprises say of themselves and may change themselves: the fields, as texts of a form, what
//! may be written there, and which of them differ. Knows no permissions: which fields a viewer may change is decided
//! by the use cases.

use std::collections::BTreeMap;

use super::enterprise::{Contact, Enterprise};
use super::institution::Institution;
use super::text::clean;
use super::vocabulary::vocabulary;

vocabulary! {
    /// A field that can be changed on a page.
    pub enum ProfileField {
        /// What an institution is known for.
        Introduction = "intro" "简介",
        /// Where it is.
        Place = "place" "所在地",
        /// Whether it is open to cooperation.
        Open = "open" "是否接受合作",
        /// How many contacts a month it takes on.
        MonthlyLimit = "limit" "每月最多承接",
        /// Contact person.
        ContactName = "contact" "联系人",
        /// Telephone.
        ContactPhone = "phone" "联系电话",
        /// Industry class of an enterprise.
        Industry = "industry" "行业代码",
        /// Whether it is state-owned.
        StateOwned = "owned" "是否国有",
    }
}

/// Yes in fields of choice.
pub const YES: &str = "1";
/// No in fields of choice.
pub const NO: &str = "0";
/// Highest monthly limit, as in the lists.
const MOST_A_MONTH: i64 = 10_000;

impl ProfileField {
    /// True for personal data, which is masked for those who do not own the record.
    #[must_use]
    pub fn is_personal(self) -> bool {
        matches!(self, Self::ContactName | Self::ContactPhone)
    }

    /// Most characters.
    #[must_use]
    pub fn most_chars(self) -> usize {
        match self {
            Self::Introduction => 2_000,
            Self::Place => 100,
            Self::ContactName => 40,
            Self::ContactPhone => 60,
            Self::Open | Self::MonthlyLimit | Self::Industry | Self::StateOwned => 10,
        }
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileProblem {
    /// The form did not bring it.
    NotSent,
    /// More characters than are taken.
    TooLong {
        /// How many there are.
        found: usize,
        /// How many are taken.
        most: usize,
    },
    /// No whole number within bounds.
    NotNumber {
        /// Highest number that is taken.
        most: i64,
    },
    /// No telephone number can be made out.
    NotPhone,
    /// None of the choices.
    NotChoice,
    /// The city's list knows no such industry, nor the division it would belong to.
    UnknownIndustry,
}

/// Fields with their texts, as a form holds them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile(BTreeMap<ProfileField, String>);

impl Profile {
    /// The profile of an institution.
    #[must_use]
    pub fn of_institution(institution: &Institution) -> Self {
        let limit = institution.monthly_limit.map(|limit| limit.to_string());
        let mut profile = Self::of_contact(&institution.contact);
        profile.set(ProfileField::Introduction, institution.introduction.as_deref().unwrap_or_default());
        profile.set(ProfileField::Place, institution.place.as_deref().unwrap_or_default());
        profile.set(ProfileField::Open, if institution.open { YES } else { NO });
        profile.set(ProfileField::MonthlyLimit, limit.as_deref().unwrap_or_default());
        profile
    }

    /// The profile of an enterprise; `classified` adds the fields that only authorities change.
    #[must_use]
    pub fn of_enterprise(enterprise: &Enterprise, classified: bool) -> Self {
        let mut profile = Self::of_contact(&enterprise.contact);
        if classified {
            let owned = enterprise.state_owned.map_or("", |owned| if owned { YES } else { NO });
            profile.set(ProfileField::Industry, enterprise.industry.as_deref().unwrap_or_default());
            profile.set(ProfileField::StateOwned, owned);
        }
        profile
    }

    fn of_contact(contact: &Contact) -> Self {
        let mut profile = Self::default();
        profile.set(ProfileField::ContactName, contact.name.as_deref().unwrap_or_default());
        profile.set(ProfileField::ContactPhone, contact.phone.as_deref().unwrap_or_default());
        profile
    }

    /// The text of a field; nothing if it has none.
    #[must_use]
    pub fn get(&self, field: ProfileField) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }

    /// Puts a text in; control characters and marks that turn the direction of writing are left out.
    pub fn set(&mut self, field: ProfileField, text: &str) {
        let turns = |ch: char| matches!(ch, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let text: String = text.chars().filter(|ch| !turns(*ch)).collect();
        self.0.insert(field, clean(&text));
    }

    /// The fields with their texts, in the order of the forms.
    pub fn fields(&self) -> impl Iterator<Item = (ProfileField, &str)> {
        self.0.iter().map(|(field, text)| (*field, text.as_str()))
    }

    /// True if the form brought this field.
    #[must_use]
    pub fn has(&self, field: ProfileField) -> bool {
        self.0.contains_key(&field)
    }

    /// Only the fields that `known` has too.
    #[must_use]
    pub fn within(&self, known: &Self) -> Self {
        let shared = self.0.iter().filter(|(field, _)| known.has(**field));
        Self(shared.map(|(field, text)| (*field, text.clone())).collect())
    }

    /// Fields of `known` whose text is another here.
    #[must_use]
    pub fn changed(&self, known: &Self) -> Vec<ProfileField> {
        let other = |(field, text): (ProfileField, &str)| (self.get(field) != text).then_some(field);
        known.fields().filter_map(other).collect()
    }

    /// What is wrong with the fields that differ from `known`, which also says which fields there are. What stands
    /// there already is left alone.
    pub fn problems(
        &self,
        known: &Self,
        is_industry: impl Fn(&str) -> bool,
    ) -> Vec<(ProfileField, ProfileProblem)> {
        let missing = known.0.keys().filter(|field| !self.has(**field));
        let mut problems: Vec<_> = missing.map(|field| (*field, ProfileProblem::NotSent)).collect();
        let changed = self.changed(known).into_iter().filter(|field| self.has(*field));
        problems.extend(
            changed.filter_map(|field| Some((field, problem(field, self.get(field), &is_industry)?))),
        );
        problems.sort_by_key(|(field, _)| *field);
        problems
    }

    /// The institution with this profile, which must be without problems.
    #[must_use]
    pub fn put_institution(&self, institution: Institution) -> Institution {
        Institution {
            introduction: self.given(ProfileField::Introduction),
            place: self.given(ProfileField::Place),
            open: self.get(ProfileField::Open) == YES,
            monthly_limit: self.get(ProfileField::MonthlyLimit).parse().ok(),
            contact: self.contact(),
            ..institution
        }
    }

    /// The enterprise with this profile, which must be without problems.
    #[must_use]
    pub fn put_enterprise(&self, enterprise: Enterprise) -> Enterprise {
        let owned = match self.get(ProfileField::StateOwned) {
            YES => Some(true),
            NO => Some(false),
            _ => None,
        };
        Enterprise {
            contact: self.contact(),
            industry: if self.has(ProfileField::Industry) {
                self.given(ProfileField::Industry)
            } else {
                enterprise.industry
            },
            state_owned: if self.has(ProfileField::StateOwned) { owned } else { enterprise.state_owned },
            ..enterprise
        }
    }

    fn contact(&self) -> Contact {
        Contact { name: self.given(ProfileField::ContactName), phone: self.given(ProfileField::ContactPhone) }
    }

    fn given(&self, field: ProfileField) -> Option<String> {
        Some(self.get(field).to_owned()).filter(|text| !text.is_empty())
    }
}

fn problem(field: ProfileField, text: &str, is_industry: &impl Fn(&str) -> bool) -> Option<ProfileProblem> {
    let (found, most) = (text.chars().count(), field.most_chars());
    if field == ProfileField::Open && ![YES, NO].contains(&text) {
        return Some(ProfileProblem::NotChoice);
    }
    if text.is_empty() {
        return None;
    }
    match field {
        ProfileField::MonthlyLimit => {
            let number = text.parse().ok().filter(|number: &i64| (0..=MOST_A_MONTH).contains(number));
            number.is_none().then_some(ProfileProblem::NotNumber { most: MOST_A_MONTH })
        }
        ProfileField::StateOwned if ![YES, NO].contains(&text) => Some(ProfileProblem::NotChoice),
        ProfileField::Industry => {
            let digits = (2..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            (!digits || !is_industry(text)).then_some(ProfileProblem::UnknownIndustry)
        }
        _ if found > most => Some(ProfileProblem::TooLong { found, most }),
        ProfileField::ContactPhone => (!is_phone(text)).then_some(ProfileProblem::NotPhone),
        _ => None,
    }
}

/// A number, or several, as people write them: digits with what stands between them, an extension.
pub(super) fn is_phone(text: &str) -> bool {
    let between = |ch: char| ch.is_ascii_digit() || "+-—()（）/、，,；; 转分机*#".contains(ch);
    text.chars().all(between) && text.chars().filter(char::is_ascii_digit).count() >= 5
}

#[cfg(test)]
mod tests {
    use super::{Profile, ProfileField, ProfileProblem};

    fn with(field: ProfileField, text: &str) -> Vec<(ProfileField, ProfileProblem)> {
        let mut known = Profile::default();
        known.set(field, "原来的");
        let mut typed = known.clone();
        typed.set(field, text);
        typed.problems(&known, |code| code.starts_with("34"))
    }

    #[test]
    fn what_people_write_is_taken_and_what_cannot_be_meant_is_not() {
        use ProfileField::{
            ContactName, ContactPhone, Industry, Introduction, MonthlyLimit, Open, StateOwned,
        };
        for (field, text) in [
            (ContactPhone, "0379-6490 0000 转 8012、138 0379 0000"),
            (ContactPhone, ""),
            (MonthlyLimit, "0"),
            (MonthlyLimit, ""),
            (Industry, "3451"),
            (StateOwned, ""),
            (Open, "0"),
            (ContactName, "李工"),
        ] {
            assert_eq!(with(field, text), [], "{text}");
        }
        let long = "长".repeat(2_001);
        for (field, text, problem) in [
            (ContactPhone, "找前台", ProfileProblem::NotPhone),
            (ContactPhone, "110", ProfileProblem::NotPhone),
            (MonthlyLimit, "-1", ProfileProblem::NotNumber { most: 10_000 }),
            (MonthlyLimit, "99999999999999999999", ProfileProblem::NotNumber { most: 10_000 }),
            (MonthlyLimit, "三家", ProfileProblem::NotNumber { most: 10_000 }),
            (Industry, "9999", ProfileProblem::UnknownIndustry),
            (Industry, "3", ProfileProblem::UnknownIndustry),
            (StateOwned, "2", ProfileProblem::NotChoice),
            (Open, "", ProfileProblem::NotChoice),
            (Introduction, long.as_str(), ProfileProblem::TooLong { found: 2_001, most: 2_000 }),
        ] {
            assert_eq!(with(field, text), [(field, problem)], "{text}");
        }
    }

    #[test]
    fn what_stands_there_already_is_left_alone_and_what_was_not_sent_is_asked_for() {
        let mut known = Profile::default();
        known.set(ProfileField::ContactPhone, "找前台");
        known.set(ProfileField::Place, "洛阳");
        assert_eq!(known.problems(&known, |_| false), []);
        assert_eq!(known.changed(&known), []);
        let mut typed = Profile::default();
        typed.set(ProfileField::ContactPhone, "找前台\u{0}\u{202e} ");
        assert_eq!(typed.get(ProfileField::ContactPhone), "找前台");
        assert_eq!(typed.problems(&known, |_| false), [(ProfileField::Place, ProfileProblem::NotSent)]);
    }
}
