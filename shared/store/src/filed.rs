//! What is known of an account from the files that came for it. It lies in its connection's cursor: it is how far
//! the account has been read, in a file's own terms.

use std::collections::BTreeMap;

use jiff::civil::Date;
use oodaloo_domain::csv_in::{self, Choices, CsvError, File, Line, Reading};
use serde::{Deserialize, Serialize};

use crate::records::{Connection, StoreError};
use crate::table::Value;

/// The most layouts remembered of one account. A bank changes its export once in years.
const MAX_LAYOUTS: usize = 20;

/// What is known of an account from its files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FiledAccount {
    /// By fingerprint: what was said about files of this layout, and what they told for good.
    pub layouts: BTreeMap<String, Vec<String>>,
    /// The day of the balance that counts; none while no file told one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance_on: Option<Date>,
}

impl FiledAccount {
    /// Of a connection to an account of files.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be read: skipping it would lose an owner's word.
    pub fn of(connection: &Connection) -> Result<Self, StoreError> {
        match &connection.cursor {
            Value::Null => Ok(Self::default()),
            stored => serde_json::from_value(stored.clone()).map_err(|_| StoreError::Corrupt {
                pk: connection.rail.as_str().into(),
                sk: connection.account.to_string(),
                why: "what files told of it".into(),
            }),
        }
    }

    /// As the connection's cursor.
    #[must_use]
    pub fn cursor(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Whether a balance of this day is at least as new as the one that counts.
    #[must_use]
    pub fn is_news(&self, on: Date) -> bool {
        self.balance_on.is_none_or(|known| on >= known)
    }

    /// Remembers a layout that was read well: what a person said of it (`said`), and beside it what the file told.
    pub fn learn(&mut self, layout: Option<&str>, said: &[String], told: Vec<String>) {
        let Some(layout) = layout else { return };
        let mut maps = said.to_vec();
        maps.extend(
            told.into_iter()
                .filter(|t| !said.iter().any(|s| field(s) == field(t))),
        );
        if self.layouts.len() >= MAX_LAYOUTS && !self.layouts.contains_key(layout) {
            self.layouts.pop_first();
        }
        self.layouts.insert(layout.to_owned(), maps);
    }

    /// Reads a statement as files of its layout were read before. None when no file like it came yet.
    #[must_use]
    pub fn read_as_before(&self, file: &[u8]) -> Option<(Vec<String>, Reading<Line>)> {
        self.layouts.iter().find_map(|(layout, maps)| {
            let choices = Choices::of(File::Bank, maps).ok()?;
            let reading = csv_in::statement(file, &choices).ok()?;
            let same = reading.guess.fingerprint.as_ref() == Some(layout);
            same.then(|| (maps.clone(), reading))
        })
    }

    /// Reads a statement: as told; where nothing is said as before; or else by guessing. Gives what was said,
    /// then or now.
    ///
    /// # Errors
    /// [`CsvError`] when it cannot be understood.
    pub fn read(
        &self,
        file: &[u8],
        mapping: &[String],
        choices: &Choices,
    ) -> Result<(Vec<String>, Reading<Line>), CsvError> {
        let before = mapping.is_empty().then(|| self.read_as_before(file));
        match before.flatten() {
            Some(known) => Ok(known),
            None => Ok((mapping.to_vec(), csv_in::statement(file, choices)?)),
        }
    }
}

/// `date` of `bank.date=Posted`.
fn field(map: &str) -> &str {
    let left = map.split_once('=').map_or(map, |(left, _)| left);
    left.split_once('.').map_or(left, |(_, field)| field)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &[u8] = b"Day,What,Sum\n27/03/2026,Shell,-48.11\n05/03/2026,Anna,120.00\n";
    const SHORT: &[u8] = b"Day,What,Sum\n04/04/2026,Anna,120.00\n";

    #[test]
    fn a_layout_that_was_understood_is_understood_again() {
        let mut known = FiledAccount::default();
        let said: Vec<String> = ["date=Day", "bank.amount=Sum", "description=What"]
            .map(str::to_owned)
            .to_vec();
        let choices = Choices::of(File::Bank, &said).unwrap();
        // By itself the short one tells neither the order of days nor where money went.
        assert!(known.read(SHORT, &said, &choices).is_err());
        let (maps, reading) = known.read(LONG, &said, &choices).unwrap();
        let layout = reading.guess.fingerprint.clone();
        known.learn(layout.as_deref(), &maps, reading.guess.settled(File::Bank));
        assert_eq!(
            known.layouts.values().next().unwrap(),
            &[
                "date=Day",
                "bank.amount=Sum",
                "description=What",
                "bank.date_order=dmy",
                "bank.numbers=point",
                "bank.positive=in",
            ]
        );
        let (_, short) = known.read(SHORT, &[], &Choices::default()).unwrap();
        assert_eq!(short.rows[0].date.to_string(), "2026-04-04");
        // Another bank's file is not read by it.
        let other = b"Date,Name,Amount\n2026-04-01,Anna,1.00\n2026-04-02,Shell,-2.00\n";
        assert_eq!(known.read_as_before(other), None);
        let (maps, _) = known.read(other, &[], &Choices::default()).unwrap();
        assert!(maps.is_empty());
    }

    #[test]
    fn layouts_have_an_end() {
        let mut known = FiledAccount::default();
        for n in 0..50 {
            known.learn(Some(&format!("layout_{n:02}")), &[], Vec::new());
        }
        assert_eq!(known.layouts.len(), MAX_LAYOUTS);
        assert!(known.layouts.contains_key("layout_49"));
    }
}
