//! Whether the name that a bank has on an account may be the company's own.
//!
//! A bank names the business or the person behind it, as it likes (Plaid: `/identity/get`), so a name never
//! decides anything: an account whose holder has no word in common with the company is looked at by an owner.

/// Words that many companies have in their names, and that prove nothing.
const COMMON: [&str; 22] = [
    "and",
    "the",
    "llc",
    "inc",
    "ltd",
    "corp",
    "co",
    "company",
    "group",
    "service",
    "services",
    "home",
    "construction",
    "contracting",
    "contractors",
    "plumbing",
    "heating",
    "cleaning",
    "electric",
    "roofing",
    "landscaping",
    "dba",
];
/// Shorter words are initials and fillers.
const MIN_CHARS: usize = 3;

fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase().replace(['\'', '’'], "");
    let split = lower.split(|c: char| !c.is_alphanumeric());
    let telling = |w: &&str| w.chars().count() >= MIN_CHARS && !COMMON.contains(w);
    split.filter(telling).map(str::to_owned).collect()
}

/// Whether a holder's name may be the company's. True as well where the company's own name holds no word
/// that tells it from others: then nothing can be said.
#[must_use]
pub fn may_be_ours(company: &str, holder: &str) -> bool {
    let ours = words(company);
    // A plural or a possessive is the same name.
    let stem = |w: &str| w.trim_end_matches('s').to_owned();
    let same = |w: &String| ours.iter().any(|o| stem(o) == stem(w));
    ours.is_empty() || words(holder).iter().any(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_common_is_enough_and_a_common_word_is_none() {
        let company = "Cedar & Sons Plumbing";
        for ours in [
            "CEDAR AND SONS PLUMBING LLC",
            "Ray Cedar",
            "CEDAR'S",
            "Sons of Cedar, Inc.",
        ] {
            assert!(may_be_ours(company, ours), "{ours}");
        }
        for other in ["Dana Whitfield", "Best Plumbing LLC", "R C", ""] {
            assert!(!may_be_ours(company, other), "{other}");
        }
        assert!(
            may_be_ours("The Plumbing Company", "Dana Whitfield"),
            "nothing can be said"
        );
    }
}
