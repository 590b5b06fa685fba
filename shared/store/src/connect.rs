//! From the SDK's configuration to the table, so that nobody else names the DynamoDB client.

use aws_config::SdkConfig;

use crate::dynamo::DynamoTable;

/// The table of this name.
#[must_use]
pub fn dynamo(sdk: &SdkConfig, name: String) -> DynamoTable {
    DynamoTable::new(aws_sdk_dynamodb::Client::new(sdk), name)
}
