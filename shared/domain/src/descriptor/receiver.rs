//! Whom an ACH entry says the money is for. Its individual's name (NACHA: "Individual Name", in a company's entry
//! "Receiving Company Name") is the receiver's, so that in a deposit it is the company's own and no payer's.

use std::collections::BTreeMap;

use super::normalise;

/// How banks print the field.
const FIELDS: [&str; 3] = ["INDN:", "IND NAME:", "INDIVIDUAL NAME:"];
/// What may come after it.
const NEXT: [&str; 5] = [" CO ID:", " TRN:", " IND ID:", " SEC:", " DES:"];
/// Codes of entry classes, which stand at the end of some texts.
const CLASSES: [&str; 5] = ["CCD", "CTX", "PPD", "WEB", "TEL"];
/// So many entries must name one receiver.
const ENOUGH: usize = 3;

/// The receiver in one text, normalised.
fn receiver(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let field = |name: &&str| upper.find(*name).map(|at| at + name.len());
    let rest = &upper[FIELDS.iter().find_map(field)?..];
    let end = NEXT.iter().filter_map(|next| rest.find(next)).min();
    let value = normalise(&rest[..end.unwrap_or(rest.len())]);
    let words: Vec<&str> = value.split(' ').collect();
    let class = words.last().is_some_and(|w| CLASSES.contains(w));
    let name = words[..words.len() - usize::from(class)].join(" ");
    (!name.is_empty()).then_some(name)
}

/// What most entries of a book name as the receiver: the company's own name, as its bank cuts it.
pub struct Own(Option<String>);

impl Own {
    /// Of all texts of a book.
    pub fn read<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for name in texts.filter_map(receiver) {
            *names.entry(name).or_default() += 1;
        }
        let all: usize = names.values().sum();
        let most = names.into_iter().max_by_key(|(_, n)| *n);
        let most = most.filter(|(_, n)| *n >= ENOUGH && n * 2 > all);
        Self(most.map(|(name, _)| name))
    }

    /// A text, normalised, without the receiver's name where that is the company's own.
    pub fn left_out_of(&self, text: &str, normal: &str) -> String {
        let own = receiver(text).filter(|_| self.0.is_some());
        match (own, &self.0) {
            (Some(name), Some(own)) if own.starts_with(&name) || name.starts_with(own) => {
                normal.replacen(&name, "", 1)
            }
            _ => normal.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str =
        "ORIG CO NAME:BILLPAY ORIG ID:96 IND ID:46561900 IND NAME:CEDAR & SONS PLUMBING TRN: 1";

    #[test]
    fn the_companys_own_name_is_nobody_elses() {
        let other = "HILL DES:PAYMENT ID:4 INDN:CEDAR & SONS PLUMBIN CO ID:12 PPD";
        let own = Own::read([ENTRY, ENTRY, other, ENTRY].into_iter());
        let left = own.left_out_of(ENTRY, &normalise(ENTRY));
        assert!(!left.contains("SONS") && left.contains("BILLPAY"), "{left}");
        assert!(!own.left_out_of(other, &normalise(other)).contains("SONS"));
    }

    #[test]
    fn a_field_that_names_many_is_left_alone() {
        let texts = [
            "INDN:ANN HILL",
            "INDN:BOB LAKE PPD",
            "INDN:CY STONE",
            "INDN:ANN HILL",
        ];
        let own = Own::read(texts.into_iter());
        assert_eq!(
            own.left_out_of(texts[1], &normalise(texts[1])),
            "INDN BOB LAKE PPD"
        );
    }
}
