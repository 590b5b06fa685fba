//! Whose name a bank's text holds: cut off by the column, misspelt, turned round, with initials, or one of a household.

use super::classes::is_cue;
use super::normalise;

/// How much of a name stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameFit {
    /// Nothing of it.
    None,
    /// One telling word.
    Part,
    /// All of it, or as much as the bank's column is wide.
    Full,
}

/// Words that tell nobody apart and that banks leave out.
const EMPTY: &[&str] = &[
    "LLC",
    "LLP",
    "PLLC",
    "LP",
    "PC",
    "INC",
    "THE",
    "CO",
    "CORP",
    "LTD",
    "PLC",
    "PTY",
    "GMBH",
    "AG",
    "KG",
    "UG",
    "SA",
    "SARL",
    "SAS",
    "SRL",
    "SPA",
    "BV",
    "NV",
    "AB",
    "OY",
    "APS",
    "SL",
    "MR",
    "MRS",
    "MS",
    "DR",
    "JR",
    "SR",
    "II",
    "III",
    "OF",
    "DBA",
    "COMPANY",
    "INCORPORATED",
    "LIMITED",
    "CORPORATION",
];

/// Whether a word is only the form of a company, or a title.
#[must_use]
pub fn is_suffix(word: &str) -> bool {
    EMPTY.contains(&word) || word == "AND"
}

/// Words that stand in many companies' names: alone they name nobody.
const COMMON: &[&str] = &[
    "SERVICES",
    "SERVICE",
    "GROUP",
    "HOLDINGS",
    "PROPERTIES",
    "PROPERTY",
    "MANAGEMENT",
    "HOMES",
    "HOME",
    "REALTY",
    "ESTATE",
    "ASSOCIATION",
    "ASSOC",
    "CONSTRUCTION",
    "RESTAURANT",
    "CHURCH",
    "SCHOOL",
    "CITY",
    "COUNTY",
    "TOWN",
    "CENTER",
    "CENTRE",
    "PARTNERS",
    "RENTALS",
    "APARTMENTS",
    "SOLUTIONS",
    "INTERNATIONAL",
    "AMERICAN",
    "NATIONAL",
    "TRUST",
    "BANK",
    "FAMILY",
    "CLUB",
];

/// Joins the names of a household.
const JOIN: &str = "&";

/// Words of a name that tell somebody apart. Where two people share a name, `&` stands between their words.
#[must_use]
pub fn name_words(name: &str) -> Vec<String> {
    let joined = name
        .chars()
        .take(256)
        .collect::<String>()
        .replace(['&', '+'], " and ");
    let normal = normalise(&joined);
    let mut words: Vec<String> = normal
        .split(' ')
        .filter(|w| w.len() >= 2 && !EMPTY.contains(w))
        .map(|w| {
            if w == "AND" {
                JOIN.to_owned()
            } else {
                w.to_owned()
            }
        })
        .collect();
    while words.last().is_some_and(|w| w == JOIN) {
        words.pop();
    }
    words
}

/// How much of the name (see [`name_words`]) stands in the normalised text.
#[must_use]
pub fn name_fit(text: &str, name: &[String]) -> NameFit {
    let words: Vec<&str> = text.split(' ').filter(|w| !w.is_empty()).collect();
    readings(name)
        .iter()
        .map(|reading| fit(text, &words, reading))
        .max()
        .unwrap_or(NameFit::None)
}

/// The ways to read a name: as it is, and for `Ann & Bob Hill` without Ann or without Bob.
fn readings(name: &[String]) -> Vec<Vec<&str>> {
    let all: Vec<&str> = name
        .iter()
        .map(String::as_str)
        .filter(|w| *w != JOIN)
        .collect();
    let mut readings = vec![all];
    for at in (1..name.len()).filter(|at| name[*at] == JOIN).take(2) {
        for left_out in [at - 1, at + 1] {
            let rest = name
                .iter()
                .enumerate()
                .filter(|(i, w)| *i != left_out && *w != JOIN);
            let rest: Vec<&str> = rest.map(|(_, w)| w.as_str()).collect();
            if rest.len() >= 2 {
                readings.push(rest);
            }
        }
    }
    readings
}

fn fit(text: &str, words: &[&str], name: &[&str]) -> NameFit {
    if name.is_empty() {
        return NameFit::None;
    }
    if cut_by_the_column(text, name) || run_together(words, name) {
        return NameFit::Full;
    }
    let places: Vec<Option<usize>> = name.iter().map(|n| place(words, n)).collect();
    let hits = places.iter().flatten().count();
    let telling = |n: &str| n.len() >= 4 && !COMMON.contains(&n) && !is_cue(n);
    let told = name
        .iter()
        .zip(&places)
        .any(|(n, p)| p.is_some() && telling(n));
    let all = hits == name.len() && (told || hits >= 2);
    if all || told && (initials(words, name, &places) || middle_left_out(&places)) {
        NameFit::Full
    } else if told {
        NameFit::Part
    } else {
        NameFit::None
    }
}

/// Where a word of a name stands in the text: whole, cut off, abbreviated or slightly misspelt.
fn place(words: &[&str], n: &str) -> Option<usize> {
    let last = words.len().saturating_sub(1);
    let stands = |(i, w): (usize, &&str)| {
        *w == n
            || (i == last && w.len() >= 3 && n.starts_with(w))
            || (w.len() >= 5 && n.len() >= 5 && n.starts_with(w))
            || abbreviates(w, n)
            || (n.len() >= 6 && w.len() >= 5 && could_be_like(w, n))
                && strsim::jaro_winkler(w, n) >= 0.95
    };
    words
        .iter()
        .enumerate()
        .find(|pair| stands(*pair))
        .map(|(i, _)| i)
}

/// Whether two words share enough letters to be alike by 0.95 (Jaro and Winkler), which is dear to work out and seldom
/// so. With all of the bonus for a common beginning, seven quarters must be reached by the two shares of letters that
/// match; letters that the other word lacks cannot.
fn could_be_like(a: &str, b: &str) -> bool {
    if !a.is_ascii() || !b.is_ascii() {
        return true;
    }
    // Capitals and digits have a bit each.
    let letters = |word: &str| word.bytes().fold(0_u64, |bits, c| bits | 1 << (c & 63));
    let (in_a, in_b) = (letters(a), letters(b));
    let others = |of: u64, other: u64| (of & !other).count_ones() as usize;
    let matching = (a.len() - others(in_a, in_b)).min(b.len() - others(in_b, in_a));
    4 * matching * (a.len() + b.len()) >= 7 * a.len() * b.len()
}

/// `MGMT` for `MANAGEMENT`: a company's common word with letters left out.
fn abbreviates(w: &str, n: &str) -> bool {
    if w.len() < 3 || w.chars().next() != n.chars().next() || !COMMON.contains(&n) {
        return false;
    }
    let mut rest = n.chars();
    w.chars().all(|c| rest.any(|r| r == c))
}

/// The words that do not stand are there as initials, next to one that does: `M APPLEBAUM`, `MARGARET A`.
fn initials(words: &[&str], name: &[&str], places: &[Option<usize>]) -> bool {
    let beside = |initial: char| {
        places.iter().flatten().any(|at| {
            let near = [at.checked_sub(1), Some(at + 1)];
            near.into_iter().flatten().any(|k| {
                words
                    .get(k)
                    .is_some_and(|w| w.len() == 1 && w.starts_with(initial))
            })
        })
    };
    let mut missing = name
        .iter()
        .zip(places)
        .filter(|(_, p)| p.is_none())
        .peekable();
    name.len() == 2
        && missing.peek().is_some()
        && missing.all(|(n, _)| n.chars().next().is_some_and(beside))
}

/// First and last word stand side by side: only middle names are left out.
fn middle_left_out(places: &[Option<usize>]) -> bool {
    match places {
        [Some(first), middle @ .., Some(last)] => !middle.is_empty() && first.abs_diff(*last) == 1,
        _ => false,
    }
}

/// The whole name without spaces, in one word of the text.
fn run_together(words: &[&str], name: &[&str]) -> bool {
    let length = name.iter().map(|n| n.len()).sum();
    let mut long = words.iter().filter(|w| w.len() >= length).peekable();
    if length < 8 || long.peek().is_none() {
        return false;
    }
    let whole = name.concat();
    long.any(|w| w.contains(&whole))
}

/// The least of a name that a narrow column must show. An ACH entry's company name has 16 characters (NACHA batch
/// header); words that say nothing are left out of ours, so a few fewer may be left of it.
const COLUMN: usize = 12;

/// The same where the column ends between two words: another name may begin with the same words.
const WHOLE_WORDS: usize = 14;

/// Whether the text shows the beginning of the name, as far as a narrow column goes, and then something else.
fn cut_by_the_column(text: &str, name: &[&str]) -> bool {
    let letters: usize = name.iter().map(|n| n.len()).sum();
    if letters + name.len() <= COLUMN {
        return false;
    }
    let name = name.join(" ");
    let starts = std::iter::once(0).chain(text.match_indices(' ').map(|(i, _)| i + 1));
    starts.map(|i| &text.as_bytes()[i..]).any(|rest| {
        let same = rest
            .iter()
            .zip(name.as_bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let at_space = same > 0 && rest[same - 1] == b' ';
        match rest.get(same) {
            _ if at_space => same > WHOLE_WORDS,
            None | Some(b' ') => same >= COLUMN,
            Some(_) => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// What is ruled out without being worked out is not alike.
        #[test]
        fn words_that_could_not_be_alike_are_not(a in "[A-F0-3]{5,12}", at in 0_usize..12, into in "[A-F]{0,2}", len in 0_usize..3) {
            let at = at.min(a.len());
            let b = format!("{}{into}{}", &a[..at], &a[(at + len).min(a.len())..]);
            prop_assert!(could_be_like(&a, &b) || strsim::jaro_winkler(&a, &b) < 0.95);
        }

        #[test]
        fn nor_are_any_others(a in "[A-D]{5,9}", b in "[A-D]{6,9}") {
            prop_assert!(could_be_like(&a, &b) || strsim::jaro_winkler(&a, &b) < 0.95);
        }
    }

    fn seen(text: &str, name: &str) -> NameFit {
        name_fit(&normalise(text), &name_words(name))
    }

    #[test]
    fn a_company_name_as_wide_as_an_ach_column() {
        let text =
            |shown: &str| format!("ORIG CO NAME:{shown} ORIG ID:9201722508 DESC DATE:261023");
        let name = "Mile High Property Management";
        assert_eq!(seen(&text("MILE HIGH PROPER"), name), NameFit::Full);
        assert_ne!(seen(&text("MILE HIGH PLUMBI"), name), NameFit::Full);
        assert_ne!(seen(&text("MILE HIGH"), name), NameFit::Full);
    }

    #[test]
    fn names_as_banks_write_them() {
        for (text, name) in [
            ("ZELLE FROM MARGARET APPLEB", "Margaret Applebaum"),
            ("ZELLE FROM M APPLEBAUM", "Margaret Applebaum"),
            ("ZELLE FROM APPLEBAUM, MARGARET", "Margaret Applebaum"),
            ("Zelle payment from MARGARET A", "Margaret Applebaum"),
            ("ACH CREDIT ANNA KOWALSKI WEB", "Anna Maria Kowalski"),
            ("ACH CREDIT JOSE NUNEZ", "José Núñez"),
            ("ZELLE FROM BOB HILL", "Ann & Bob Hill"),
            ("ZELLE FROM ANN HILL", "Ann and Bob Hill"),
            (
                "ACH GREENLEAF PROP MGMT LLC",
                "Greenleaf Property Management, Inc.",
            ),
            ("ACH OBRIEN ROOFING", "O'Brien Roofing Co."),
            ("CR ANNAKOWALSKI 0231", "Anna Kowalski"),
            ("DEPOSIT SAGEBRUSH SENIOR REF=39", "Sagebrush Senior Living"),
            (
                "DEPOSIT PATRICIA & MARIA REF=39",
                "Patricia & Maria Vasquez",
            ),
        ] {
            assert_eq!(seen(text, name), NameFit::Full, "{text} / {name}");
        }
        for (text, name, fit) in [
            ("ZELLE FROM PETER", "Margaret Applebaum", NameFit::None),
            (
                "ZELLE FROM B APPLEBAUM",
                "Margaret Applebaum",
                NameFit::Part,
            ),
            ("ACH PAYMENT 12", "Payment Solutions LLC", NameFit::None),
            (
                "ACH CREDIT SUNRISE SERVICES",
                "Harbor Services",
                NameFit::None,
            ),
            ("ZELLE FROM CAROL HILL", "Ann & Bob Hill", NameFit::Part),
        ] {
            assert_eq!(seen(text, name), fit, "{text} / {name}");
        }
    }
}
