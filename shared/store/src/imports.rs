//! Files that somebody brought: the record, the file beside it in parts, and its rows put into the books.
//!
//! A row that is there stays as it is, whoever decided about it: its id says all that a file knows of it
//! ([`oodaloo_domain::imports`]). Each new one remembers the import that brought it, so that counts are right
//! however often a slice is begun again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use futures::{StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use oodaloo_domain::ImportId;
use oodaloo_domain::facts::{BankLine, BankTransaction, FiledQuote, Import, Status};
use oodaloo_domain::imports::MAX_BYTES;
use serde::{Deserialize, Serialize};

use crate::company::CompanyStore;
use crate::keys;
use crate::mirror::{CONCURRENT_WRITES, MAX_TRIES, bank_item, hash_of, next_version, stamped};
use crate::records::{StoreError, from_item, text, to_item};
use crate::table::{Condition, Item, Key, MAX_BATCH_KEYS, Query, TableError, Write};

/// How much of a compressed file lies in one item, in bytes: a third more as text stays below the largest item.
const PART_BYTES: usize = 240 * 1024;
/// The most parts. A text of the largest size that does not shrink at all has fewer.
const MAX_PARTS: usize = 20;
/// How long a file is kept, in seconds: 90 days. Its record stays.
const KEPT_SECONDS: i64 = 90 * 86_400;

/// What putting rows into the books did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Landed {
    /// Rows that this import brought.
    pub added: usize,
    /// Rows that were there.
    pub known: usize,
}

#[derive(Serialize, Deserialize)]
struct Part {
    /// Base64.
    data: String,
    expires_at: i64,
}

/// A quote of files, as it lies in the table.
#[derive(Serialize, Deserialize)]
struct FiledRecord {
    #[serde(flatten)]
    quote: FiledQuote,
    /// The import that changed it last.
    imported_in: ImportId,
    version: u64,
}

impl CompanyStore {
    /// An import.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn import(&self, id: &ImportId) -> Result<Option<Import>, StoreError> {
        self.one(&self.keys.import(id)).await
    }

    /// The latest imports, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn imports(&self, most: u32) -> Result<Vec<Import>, StoreError> {
        let query = Query {
            forward: false,
            limit: Some(most),
            ..self.prefix(keys::IMPORT)
        };
        let page = self.table.query(&query).await?;
        page.items.iter().map(from_item).collect()
    }

    /// The write of an import over the version read; its first when that is 0.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn import_write(&self, import: &mut Import) -> Result<Write, StoreError> {
        let when = match import.version {
            0 => Condition::NotExists,
            read => Condition::version(read),
        };
        import.version += 1;
        Ok(Write::Put {
            item: to_item(&self.keys.import(&import.id), import)?,
            when,
        })
    }

    /// Keeps a file beside the record that will be made of it. What is kept for a record that never comes is
    /// forgotten by itself. Gives in how many parts, and until when.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn keep_file(
        &self,
        id: &ImportId,
        file: &[u8],
        now: Timestamp,
    ) -> Result<(usize, i64), StoreError> {
        let expires_at = now.as_second() + KEPT_SECONDS;
        let packed = packed(file).map_err(|why| self.unreadable(id, &why))?;
        let mut parts = 0;
        for chunk in packed.chunks(PART_BYTES) {
            let part = Part {
                data: BASE64_STANDARD.encode(chunk),
                expires_at,
            };
            let item = to_item(&self.keys.import_part(id, parts), &part)?;
            let when = Condition::Always;
            self.transact(vec![Write::Put { item, when }]).await?;
            parts += 1;
        }
        Ok((parts, expires_at))
    }

    /// A file as it came; none when it is no longer kept.
    ///
    /// # Errors
    /// [`StoreError`] when the table does, or when what lies there is no file of ours.
    pub async fn kept_file(&self, import: &Import) -> Result<Option<Vec<u8>>, StoreError> {
        let mut packed = Vec::new();
        for n in 0..import.parts.min(MAX_PARTS) {
            let Some(part) = self
                .one::<Part>(&self.keys.import_part(&import.id, n))
                .await?
            else {
                return Ok(None);
            };
            let bytes = BASE64_STANDARD.decode(part.data);
            packed.extend(bytes.map_err(|_| self.unreadable(&import.id, "no base64"))?);
        }
        let mut file = Vec::new();
        let limit = MAX_BYTES as u64 + 1;
        let read = GzDecoder::new(packed.as_slice())
            .take(limit)
            .read_to_end(&mut file);
        match read {
            Ok(length) if length <= MAX_BYTES => Ok(Some(file)),
            Ok(_) => Err(self.unreadable(&import.id, "too large")),
            Err(_) => Err(self.unreadable(&import.id, "no gzip")),
        }
    }

    fn unreadable(&self, id: &ImportId, why: &str) -> StoreError {
        let key = self.keys.import_part(id, 0);
        StoreError::Corrupt {
            pk: key.pk,
            sk: key.sk,
            why: why.into(),
        }
    }

    /// Puts lines into the books that are not there. One that is there stays as it is; one that was taken back
    /// before is open again.
    ///
    /// # Errors
    /// [`StoreError`]; what was written before stays written, and a repeat finishes the rest.
    pub async fn land(&self, import: &ImportId, lines: &[BankLine]) -> Result<Landed, StoreError> {
        let lines: BTreeMap<Key, &BankLine> = lines
            .iter()
            .map(|line| (self.keys.bank_transaction(&line.id), line))
            .collect();
        self.land_all(lines, |key, line, current| {
            let there: Option<BankTransaction> = current.map(from_item).transpose()?;
            match there {
                Some(t) if t.status != Status::Removed => Ok(match t.imported_in {
                    Some(by) if by == *import => Plan::Mine,
                    _ => Plan::Known,
                }),
                _ => {
                    let new = BankTransaction {
                        imported_in: Some(import.clone()),
                        version: next_version(current),
                        ..BankTransaction::open((*line).clone())
                    };
                    let item = bank_item(&self.keys, key, &new)?;
                    Ok(Plan::Write(stamped(item, hash_of(*line), current)))
                }
            }
        })
        .await
    }

    /// The same with quotes. What files tell of one quote is put together.
    ///
    /// # Errors
    /// [`StoreError`]; what was written before stays written, and a repeat finishes the rest.
    pub async fn land_quotes(
        &self,
        import: &ImportId,
        quotes: &[FiledQuote],
    ) -> Result<Landed, StoreError> {
        let quotes: BTreeMap<Key, &FiledQuote> = quotes
            .iter()
            .map(|quote| (self.keys.filed_quote(&quote.id), quote))
            .collect();
        self.land_all(quotes, |key, quote, current| {
            let there: Option<FiledRecord> = current.map(from_item).transpose()?;
            let merged = there
                .as_ref()
                .map_or_else(|| (*quote).clone(), |t| t.quote.with(quote));
            match there {
                Some(t) if t.quote == merged => Ok(if t.imported_in == *import {
                    Plan::Mine
                } else {
                    Plan::Known
                }),
                _ => {
                    let record = FiledRecord {
                        quote: merged,
                        imported_in: import.clone(),
                        version: next_version(current),
                    };
                    let item = to_item(key, &record)?;
                    Ok(Plan::Write(stamped(item, hash_of(*quote), current)))
                }
            }
        })
        .await
    }

    /// How many of these lines are in the books.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn known_lines(&self, lines: &[BankLine]) -> Result<usize, StoreError> {
        let keys = lines.iter().map(|l| self.keys.bank_transaction(&l.id));
        let keys: Vec<Key> = keys.collect::<BTreeSet<_>>().into_iter().collect();
        let mut known = 0;
        for chunk in keys.chunks(MAX_BATCH_KEYS) {
            known += self.table.batch_get(chunk).await?.len();
        }
        Ok(known)
    }

    /// Every quote that files have told of: never on a hot path.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn filed_quotes(&self) -> Result<Vec<FiledQuote>, StoreError> {
        let records: Vec<FiledRecord> = self.many(self.prefix(keys::FILED_QUOTE)).await?;
        Ok(records.into_iter().map(|r| r.quote).collect())
    }

    async fn land_all<T: Sync>(
        &self,
        rows: BTreeMap<Key, &T>,
        plan: impl Fn(&Key, &&T, Option<&Item>) -> Result<Plan, StoreError> + Sync,
    ) -> Result<Landed, StoreError> {
        let mut landed = Landed::default();
        let keys: Vec<Key> = rows.keys().cloned().collect();
        for chunk in keys.chunks(MAX_BATCH_KEYS) {
            let current = self.table.batch_get(chunk).await?;
            let current: BTreeMap<Key, Item> = current
                .into_iter()
                .map(|i| (Key::new(text(&i, "pk"), text(&i, "sk")), i))
                .collect();
            let works = chunk.iter().map(|key| {
                let (plan, row) = (&plan, &rows[key]);
                self.land_one(current.get(key).cloned(), move |there| {
                    plan(key, row, there)
                })
            });
            let mine: Vec<bool> = futures::stream::iter(works)
                .buffer_unordered(CONCURRENT_WRITES)
                .try_collect()
                .await?;
            let added = mine.iter().filter(|mine| **mine).count();
            landed.added += added;
            landed.known += mine.len() - added;
        }
        Ok(landed)
    }

    /// Whether the import brought it.
    async fn land_one(
        &self,
        mut current: Option<Item>,
        plan: impl Fn(Option<&Item>) -> Result<Plan, StoreError>,
    ) -> Result<bool, StoreError> {
        for _ in 0..MAX_TRIES {
            let write = match plan(current.as_ref())? {
                Plan::Known => return Ok(false),
                Plan::Mine => return Ok(true),
                Plan::Write(write) => write,
            };
            match self.table.transact(vec![write]).await {
                Ok(()) => return Ok(true),
                Err(TableError::Conflict(mut failed)) => {
                    current = failed.pop().and_then(|f| f.current);
                }
                Err(e) => return Err(e.into()),
            }
        }
        Err(TableError::Contention.into())
    }
}

/// What to do about one row.
enum Plan {
    /// It was there before.
    Known,
    /// This import has brought it already.
    Mine,
    /// It is new.
    Write(Write),
}

fn packed(file: &[u8]) -> Result<Vec<u8>, String> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(file).map_err(|e| e.to_string())?;
    gzip.finish().map_err(|e| e.to_string())
}
