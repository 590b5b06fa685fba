//! Which merchants a rule is about: whole words, `*` for any.

use std::cmp::Reverse;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::schema::text_schema;

use crate::descriptor::{is_passing_number, normalise};

/// The longest pattern, in characters.
pub const MAX_PATTERN_CHARS: usize = 80;
/// Fewer letters and digits than this would be about half of all merchants.
const MIN_LITERALS: usize = 2;
/// Stands for anything.
const ANY: char = '*';

/// A pattern: consecutive whole words, in upper case without accents or signs. `*` inside a word stands
/// for any letters or digits of that word, also none; `*` alone for any words, also none. Words before
/// and behind are free. Comparing takes time in proportion to text × pattern at worst.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    words: Vec<String>,
}

text_schema!(
    Pattern,
    "^.{1,200}$",
    "HOME DEPOT",
    "Whole words of the bank's text; `*` stands for any."
);

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    /// Too long.
    #[error("a pattern may have at most {MAX_PATTERN_CHARS} characters")]
    TooLong,
    /// Hardly a letter in it.
    #[error("a pattern needs at least {MIN_LITERALS} letters or digits beside *")]
    TooShort,
    /// It could never match.
    #[error("leave {0:?} out: numbers of shops, cards and dates are not compared")]
    Number(String),
}

/// Greater is more specific: literal characters, then fewer wildcards, then words.
pub(super) type Specificity = (usize, Reverse<usize>, usize);

impl Pattern {
    /// From what a person wrote.
    ///
    /// # Errors
    /// [`BadPattern`] when it is too long, says nothing, or holds a number that is never compared.
    pub fn parse(text: &str) -> Result<Self, BadPattern> {
        if text.chars().count() > MAX_PATTERN_CHARS {
            return Err(BadPattern::TooLong);
        }
        let mut words = globs(text);
        // A free word at either end says nothing, and several in a row say what one does.
        words.dedup_by(|a, b| is_any(a) && is_any(b));
        if words.first().is_some_and(|w| is_any(w)) {
            words.remove(0);
        }
        if words.last().is_some_and(|w| is_any(w)) {
            words.pop();
        }
        if let Some(number) = words.iter().find(|w| is_passing_number(w)) {
            return Err(BadPattern::Number(number.clone()));
        }
        let pattern = Self { words };
        if pattern.literals() < MIN_LITERALS {
            return Err(BadPattern::TooShort);
        }
        // A single sign can stand for many letters: what is stored must be read again.
        if pattern.to_string().chars().count() > MAX_PATTERN_CHARS {
            return Err(BadPattern::TooLong);
        }
        Ok(pattern)
    }

    /// Whether consecutive words of a normalised text (upper case, one space between words) are what the
    /// pattern says.
    #[must_use]
    pub fn matches(&self, normal: &str) -> bool {
        let words: Vec<&str> = normal.split(' ').filter(|w| !w.is_empty()).collect();
        let mut from = 0;
        // The leftmost place of each run leaves most room for those behind it.
        for run in self.words.split(|w| is_any(w)) {
            match place(run, &words[from..]) {
                Some(at) => from += at + run.len(),
                None => return false,
            }
        }
        true
    }

    pub(super) fn specificity(&self) -> Specificity {
        let wildcards = self.words.iter().flat_map(|w| w.chars());
        (
            self.literals(),
            Reverse(wildcards.filter(|c| *c == ANY).count()),
            self.words.iter().filter(|w| !is_any(w)).count(),
        )
    }

    fn literals(&self) -> usize {
        let characters = self.words.iter().flat_map(|w| w.chars());
        characters.filter(|c| *c != ANY).count()
    }
}

fn is_any(word: &str) -> bool {
    word == "*"
}

/// What was written as words to compare. A letter nobody writes carries the wildcards through, so that
/// texts and patterns are normalised by the same hand.
fn globs(written: &str) -> Vec<String> {
    const CARRIER: char = '\u{A66E}';
    let carried: String = written
        .chars()
        .map(|c| match c {
            CARRIER => ' ',
            ANY => CARRIER,
            other => other,
        })
        .collect();
    let normal = normalise(&carried);
    let words = normal.split(' ').filter(|w| !w.is_empty());
    words
        .map(|word| {
            let mut glob: Vec<char> = word.chars().collect();
            glob.dedup_by(|a, b| *a == CARRIER && *b == CARRIER);
            let plain = |c| if c == CARRIER { ANY } else { c };
            glob.into_iter().map(plain).collect()
        })
        .collect()
}

/// Where a run of words first stands among others.
fn place(run: &[String], words: &[&str]) -> Option<usize> {
    let last = words.len().checked_sub(run.len())?;
    (0..=last).find(|at| {
        run.iter()
            .zip(&words[*at..])
            .all(|(glob, word)| fits(glob, word))
    })
}

/// Whether a word is what a word of a pattern says.
fn fits(glob: &str, word: &str) -> bool {
    let Some((head, rest)) = glob.split_once(ANY) else {
        return glob == word;
    };
    let Some(mut left) = word.strip_prefix(head) else {
        return false;
    };
    let (middle, tail) = rest.rsplit_once(ANY).unwrap_or(("", rest));
    for piece in middle.split(ANY).filter(|p| !p.is_empty()) {
        match left.find(piece) {
            Some(at) => left = &left[at + piece.len()..],
            None => return false,
        }
    }
    left.ends_with(tail)
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words.join(" "))
    }
}

impl TryFrom<String> for Pattern {
    type Error = BadPattern;
    fn try_from(text: String) -> Result<Self, BadPattern> {
        Self::parse(&text)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.to_string()
    }
}
