//! The line under a list: which rows of how many, and links to the other pages, which keep all other conditions.

use super::address::Address;

/// Page links shown at either side of the current page.
const AROUND: usize = 2;

/// One link; `None` stands for pages left out.
pub type PageLink = Option<(usize, String)>;

/// The pages of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    /// Rows in all.
    pub total: u64,
    /// First row shown, from 1; 0 if there are none.
    pub first: u64,
    /// Last row shown.
    pub last: u64,
    /// The current page, from 1.
    pub page: usize,
    /// First, last and those around the current one.
    pub links: Vec<PageLink>,
    /// The page before.
    pub before: Option<String>,
    /// The page after.
    pub after: Option<String>,
}

impl Pager {
    /// For `total` rows, `per_page` at a time; `list` is the address of the list with its conditions.
    #[must_use]
    pub fn new(total: u64, page: usize, per_page: usize, list: &Address) -> Self {
        let per = per_page.max(1) as u64;
        let pages = usize::try_from(total.div_ceil(per)).unwrap_or(usize::MAX).max(1);
        let page = page.clamp(1, pages);
        let to = |page: usize| match page {
            1 => list.without("page").to_string(),
            page => list.with("page", &page.to_string()).to_string(),
        };
        let begin = (page as u64 - 1) * per;
        Self {
            total,
            first: if total == 0 { 0 } else { begin + 1 },
            last: (begin + per).min(total),
            page,
            links: numbers(page, pages).into_iter().map(|number| number.map(|at| (at, to(at)))).collect(),
            before: (page > 1).then(|| to(page - 1)),
            after: (page < pages).then(|| to(page + 1)),
        }
    }
}

/// Page numbers worth a link, with gaps.
fn numbers(page: usize, pages: usize) -> Vec<Option<usize>> {
    let mut shown: Vec<Option<usize>> = Vec::new();
    for number in
        (1..=pages).filter(|number| *number == 1 || *number == pages || number.abs_diff(page) <= AROUND)
    {
        match shown.last() {
            Some(Some(last)) if number - last == 2 => shown.push(Some(number - 1)),
            Some(Some(last)) if number - last > 2 => shown.push(None),
            _ => {}
        }
        shown.push(Some(number));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{Pager, numbers};
    use crate::web::address::Address;

    #[test]
    fn gaps_stand_for_more_than_one_page() {
        let all = |page, pages| -> String {
            numbers(page, pages)
                .iter()
                .map(|one| one.map_or("…".to_owned(), |at| at.to_string()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(all(1, 1), "1");
        assert_eq!(all(3, 7), "1 2 3 4 5 6 7");
        assert_eq!(all(1, 9), "1 2 3 … 9");
        assert_eq!(all(5, 9), "1 2 3 4 5 6 7 8 9");
        assert_eq!(all(6, 20), "1 … 4 5 6 7 8 … 20");
    }

    #[test]
    fn rows_are_counted_from_one_and_the_first_page_needs_no_number() {
        let list = Address::new("/needs").with("q", "热 处理");
        let pager = Pager::new(45, 3, 20, &list);
        assert_eq!((pager.first, pager.last, pager.after), (41, 45, None));
        assert_eq!(pager.before.as_deref(), Some("/needs?q=%E7%83%AD+%E5%A4%84%E7%90%86&page=2"));
        assert_eq!(pager.links[0], Some((1, "/needs?q=%E7%83%AD+%E5%A4%84%E7%90%86".to_owned())));
        let none = Pager::new(0, 9, 20, &list);
        assert_eq!((none.first, none.last, none.page, none.links.len()), (0, 0, 1, 1));
    }
}
