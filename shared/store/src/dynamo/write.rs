//! Writing: one item alone, or several together.

use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, Put, ReturnConsumedCapacity,
    ReturnValuesOnConditionCheckFailure as OnFailure, TransactWriteItem, Update,
};

use super::expression::Placeholders;
use super::{DynamoTable, codec, error};
use crate::model::billing;
use crate::table::{FailedWrite, TableError, Write};

impl DynamoTable {
    /// One write by itself: half of what a transaction costs.
    pub(super) async fn alone(&self, write: &Write) -> Result<(), TableError> {
        let mut holders = Placeholders::default();
        let when = holders.condition(write.when())?;
        let consumed = match write {
            Write::Put { item, .. } => self
                .client
                .put_item()
                .table_name(&self.name)
                .set_item(Some(codec::attributes(item)?))
                .set_condition_expression(when)
                .set_expression_attribute_names(holders.names())
                .set_expression_attribute_values(holders.values())
                .return_values_on_condition_check_failure(OnFailure::AllOld)
                .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
                .send()
                .await
                .map(|a| a.consumed_capacity)
                .map_err(|e| put_failed(&e)),
            Write::Update {
                key,
                set,
                add,
                remove,
                ..
            } => {
                let update = holders.update(set, add, remove)?;
                self.client
                    .update_item()
                    .table_name(&self.name)
                    .set_key(Some(codec::key(key)))
                    .update_expression(update)
                    .set_condition_expression(when)
                    .set_expression_attribute_names(holders.names())
                    .set_expression_attribute_values(holders.values())
                    .return_values_on_condition_check_failure(OnFailure::AllOld)
                    .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
                    .send()
                    .await
                    .map(|a| a.consumed_capacity)
                    .map_err(|e| update_failed(&e))
            }
            Write::Delete { key, .. } | Write::Check { key, .. } => self
                .client
                .delete_item()
                .table_name(&self.name)
                .set_key(Some(codec::key(key)))
                .set_condition_expression(when)
                .set_expression_attribute_names(holders.names())
                .set_expression_attribute_values(holders.values())
                .return_values_on_condition_check_failure(OnFailure::AllOld)
                .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
                .send()
                .await
                .map(|a| a.consumed_capacity)
                .map_err(|e| delete_failed(&e)),
        };
        match consumed {
            Ok(consumed) => {
                self.count_writes(consumed.as_slice());
                Ok(())
            }
            Err(e) => Err(self.refused(std::slice::from_ref(write), e)),
        }
    }

    /// All or none.
    pub(super) async fn together(&self, writes: &[Write]) -> Result<(), TableError> {
        let items = writes
            .iter()
            .map(|w| self.part(w))
            .collect::<Result<Vec<_>, _>>()?;
        let sent = self
            .client
            .transact_write_items()
            .set_transact_items(Some(items))
            .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
            .send()
            .await;
        match sent {
            Ok(answer) => {
                self.count_writes(answer.consumed_capacity());
                Ok(())
            }
            Err(e) => Err(self.refused(writes, error::of_transaction(&e))),
        }
    }

    /// DynamoDB bills a failed condition but does not say how much: the documented rule does.
    fn refused(&self, writes: &[Write], error: TableError) -> TableError {
        match &error {
            TableError::Conflict(failed) => self.meter.add(billing::refused(writes, failed)),
            _ => self.count_failed(),
        }
        error
    }

    fn part(&self, write: &Write) -> Result<TransactWriteItem, TableError> {
        let mut holders = Placeholders::default();
        let when = holders.condition(write.when())?;
        let item = TransactWriteItem::builder();
        let item = match write {
            Write::Put { item: new, .. } => item.put(
                Put::builder()
                    .table_name(&self.name)
                    .set_item(Some(codec::attributes(new)?))
                    .set_condition_expression(when)
                    .set_expression_attribute_names(holders.names())
                    .set_expression_attribute_values(holders.values())
                    .return_values_on_condition_check_failure(OnFailure::AllOld)
                    .build()
                    .map_err(|e| unbuilt(&e))?,
            ),
            Write::Update {
                key,
                set,
                add,
                remove,
                ..
            } => {
                let update = holders.update(set, add, remove)?;
                item.update(
                    Update::builder()
                        .table_name(&self.name)
                        .set_key(Some(codec::key(key)))
                        .update_expression(update)
                        .set_condition_expression(when)
                        .set_expression_attribute_names(holders.names())
                        .set_expression_attribute_values(holders.values())
                        .return_values_on_condition_check_failure(OnFailure::AllOld)
                        .build()
                        .map_err(|e| unbuilt(&e))?,
                )
            }
            Write::Delete { key, .. } => item.delete(
                Delete::builder()
                    .table_name(&self.name)
                    .set_key(Some(codec::key(key)))
                    .set_condition_expression(when)
                    .set_expression_attribute_names(holders.names())
                    .set_expression_attribute_values(holders.values())
                    .return_values_on_condition_check_failure(OnFailure::AllOld)
                    .build()
                    .map_err(|e| unbuilt(&e))?,
            ),
            Write::Check { key, .. } => item.condition_check(
                ConditionCheck::builder()
                    .table_name(&self.name)
                    .set_key(Some(codec::key(key)))
                    .set_condition_expression(when)
                    .set_expression_attribute_names(holders.names())
                    .set_expression_attribute_values(holders.values())
                    .return_values_on_condition_check_failure(OnFailure::AllOld)
                    .build()
                    .map_err(|e| unbuilt(&e))?,
            ),
        };
        Ok(item.build())
    }
}

fn unbuilt(_: &BuildError) -> TableError {
    TableError::Invalid("a write lacks a part".into())
}

/// The conflict of a write that was alone.
fn conflict<I>(current: Option<I>) -> TableError
where
    I: IntoIterator<Item = (String, AttributeValue)>,
{
    match current.map(codec::item).transpose() {
        Ok(current) => TableError::Conflict(vec![FailedWrite {
            index: 0,
            current: current.filter(|i| !i.is_empty()),
        }]),
        Err(e) => e,
    }
}

fn put_failed(e: &SdkError<PutItemError>) -> TableError {
    match e.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(c)) => conflict(c.item.clone()),
        _ => error::of(e),
    }
}

fn update_failed(e: &SdkError<UpdateItemError>) -> TableError {
    match e.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(c)) => conflict(c.item.clone()),
        _ => error::of(e),
    }
}

fn delete_failed(e: &SdkError<DeleteItemError>) -> TableError {
    match e.as_service_error() {
        Some(DeleteItemError::ConditionalCheckFailedException(c)) => conflict(c.item.clone()),
        _ => error::of(e),
    }
}
