//! DynamoDB behind the port.
//!
//! What a caller may send is checked in [`crate::model::limits`], by both adapters alike; what is
//! said in an error never holds an item's content.
#![expect(
    clippy::disallowed_types,
    reason = "this module is the one place that speaks DynamoDB"
)]

mod codec;
mod error;
mod expression;
mod write;

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConsumedCapacity, KeysAndAttributes, ReturnConsumedCapacity,
};

use crate::model::{billing, limits};
use crate::table::{Index, Item, Key, Meter, Page, Query, Range, Table, TableError, Units, Write};

/// The name of the sparse index. The table definition in `infra` names it so too.
pub const GSI1_NAME: &str = "gsi1";

/// How often one batch is asked again for the keys it left out without bringing any item. The SDK
/// has already waited and retried inside each of them.
const FRUITLESS_BATCHES: u32 = 3;

/// The table in DynamoDB.
#[derive(Debug)]
pub struct DynamoTable {
    client: Client,
    name: String,
    meter: Meter,
}

impl DynamoTable {
    /// The table of this name, asked through this client. Timeouts and retries are the client's.
    #[must_use]
    pub fn new(client: Client, name: impl Into<String>) -> Self {
        Self {
            client,
            name: name.into(),
            meter: Meter::default(),
        }
    }

    fn count_reads(&self, consumed: &[ConsumedCapacity]) {
        let read_halves = consumed.iter().map(|c| whole(units_of(c) * 2.0)).sum();
        self.meter.add(Units {
            read_halves,
            writes: 0,
            calls: 1,
        });
    }

    fn count_writes(&self, consumed: &[ConsumedCapacity]) {
        let writes = consumed.iter().map(|c| whole(units_of(c))).sum();
        self.meter.add(Units {
            read_halves: 0,
            writes,
            calls: 1,
        });
    }

    fn count_failed(&self) {
        self.meter.add(Units {
            calls: 1,
            ..Units::default()
        });
    }

    async fn batch(&self, ask: KeysAndAttributes) -> Result<Batch, TableError> {
        let asked = ask.keys().len();
        let sent = self
            .client
            .batch_get_item()
            .request_items(&self.name, ask)
            .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
            .send()
            .await;
        let mut answer = sent.map_err(|e| {
            self.count_failed();
            error::of(&e)
        })?;
        let found = answer
            .responses
            .take()
            .and_then(|mut r| r.remove(&self.name));
        let items = found.unwrap_or_default().into_iter().map(codec::item);
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let left = answer
            .unprocessed_keys
            .take()
            .and_then(|mut r| r.remove(&self.name));
        let left = left.filter(|l| !l.keys().is_empty());
        match answer.consumed_capacity() {
            // Not every stand-in for DynamoDB bills a batch: the documented rule does.
            [] => {
                let answered = asked.saturating_sub(left.as_ref().map_or(0, |l| l.keys().len()));
                self.meter.add(billing::batch(items.iter(), answered));
            }
            consumed => self.count_reads(consumed),
        }
        Ok(Batch { items, left })
    }
}

struct Batch {
    items: Vec<Item>,
    left: Option<KeysAndAttributes>,
}

#[async_trait]
impl Table for DynamoTable {
    async fn get(&self, key: &Key) -> Result<Option<Item>, TableError> {
        limits::key(key)?;
        let sent = self
            .client
            .get_item()
            .table_name(&self.name)
            .key("pk", AttributeValue::S(key.pk.clone()))
            .key("sk", AttributeValue::S(key.sk.clone()))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
            .send()
            .await;
        let answer = sent.map_err(|e| {
            self.count_failed();
            error::of(&e)
        })?;
        self.count_reads(answer.consumed_capacity.as_slice());
        answer.item.map(codec::item).transpose()
    }

    async fn batch_get(&self, keys: &[Key]) -> Result<Vec<Item>, TableError> {
        limits::keys(keys)?;
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut ask = KeysAndAttributes::builder().consistent_read(true);
        for key in keys {
            ask = ask.keys(codec::key(key));
        }
        let mut left = Some(
            ask.build()
                .map_err(|_| TableError::Invalid("batch of keys".into()))?,
        );
        let mut items = Vec::new();
        let mut fruitless = 0;
        while let Some(ask) = left.take() {
            let batch = self.batch(ask).await?;
            // A batch that brings something makes the next one smaller: only the others count.
            fruitless = if batch.items.is_empty() {
                fruitless + 1
            } else {
                0
            };
            if batch.left.is_some() && fruitless >= FRUITLESS_BATCHES {
                return Err(TableError::Throttled);
            }
            items.extend(batch.items);
            left = batch.left;
        }
        Ok(items)
    }

    async fn query(&self, query: &Query) -> Result<Page, TableError> {
        limits::query(query)?;
        let (pk, sk) = limits::key_names(query.index);
        let mut ask = self
            .client
            .query()
            .table_name(&self.name)
            .expression_attribute_names("#pk", pk)
            .expression_attribute_values(":pk", AttributeValue::S(query.pk.clone()))
            .scan_index_forward(query.forward)
            .set_limit(query.limit.map(|l| i32::try_from(l).unwrap_or(i32::MAX)))
            .set_exclusive_start_key(query.start.as_ref().map(codec::attributes).transpose()?)
            .return_consumed_capacity(ReturnConsumedCapacity::Indexes);
        // A global index has no consistent read: asking for one is an error.
        ask = match query.index {
            Index::Base => ask.consistent_read(!query.eventual),
            Index::Gsi1 => ask.index_name(GSI1_NAME),
        };
        ask = match &query.range {
            Range::Prefix(prefix) if !prefix.is_empty() => ask
                .key_condition_expression("#pk = :pk AND begins_with(#sk, :from)")
                .expression_attribute_names("#sk", sk)
                .expression_attribute_values(":from", AttributeValue::S(prefix.clone())),
            Range::Between(from, to) => ask
                .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
                .expression_attribute_names("#sk", sk)
                .expression_attribute_values(":from", AttributeValue::S(from.clone()))
                .expression_attribute_values(":to", AttributeValue::S(to.clone())),
            Range::All | Range::Prefix(_) => ask.key_condition_expression("#pk = :pk"),
        };
        let answer = ask.send().await.map_err(|e| {
            self.count_failed();
            error::of(&e)
        })?;
        self.count_reads(answer.consumed_capacity.as_slice());
        let next = answer.last_evaluated_key.filter(|k| !k.is_empty());
        Ok(Page {
            items: answer
                .items
                .unwrap_or_default()
                .into_iter()
                .map(codec::item)
                .collect::<Result<_, _>>()?,
            next: next.map(codec::item).transpose()?,
        })
    }

    async fn transact(&self, writes: Vec<Write>) -> Result<(), TableError> {
        limits::writes(&writes)?;
        match writes.as_slice() {
            [] => Ok(()),
            [Write::Check { .. }] => self.together(&writes).await,
            [one] => self.alone(one).await,
            _ => self.together(&writes).await,
        }
    }

    fn meter(&self) -> &Meter {
        &self.meter
    }
}

/// All that was consumed: the table's units and its indexes'.
fn units_of(consumed: &ConsumedCapacity) -> f64 {
    consumed.capacity_units.unwrap_or_else(|| {
        let table = consumed
            .table
            .as_ref()
            .and_then(|t| t.capacity_units)
            .unwrap_or_default();
        let indexes = consumed.global_secondary_indexes.as_ref();
        let indexes: f64 = indexes
            .into_iter()
            .flatten()
            .filter_map(|(_, c)| c.capacity_units)
            .sum();
        table + indexes
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "capacity is a small count that the wire writes as a float; the cast saturates"
)]
fn whole(units: f64) -> u64 {
    units.round() as u64
}
