//! Condition and update expressions. Every name and value is a placeholder: no attribute name is
//! ever a reserved word, and nothing a caller sends is read as an expression.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::codec;
use crate::table::{Condition, TableError, Value};

/// The placeholders of one request.
#[derive(Debug, Default)]
pub(super) struct Placeholders {
    names: BTreeMap<String, String>,
    values: Vec<(String, AttributeValue)>,
}

impl Placeholders {
    fn name(&mut self, attribute: &str) -> String {
        let next = self.names.len();
        self.names
            .entry(attribute.to_owned())
            .or_insert_with(|| format!("#n{next}"))
            .clone()
    }

    fn value(&mut self, value: &Value) -> Result<String, TableError> {
        let placeholder = format!(":v{}", self.values.len());
        self.values
            .push((placeholder.clone(), codec::value(value)?));
        Ok(placeholder)
    }

    /// Names by placeholder, into whichever map the SDK takes; none when there are none, because
    /// an empty map is refused.
    pub(super) fn names<C: FromIterator<(String, String)>>(&self) -> Option<C> {
        let names = || {
            self.names
                .iter()
                .map(|(name, p)| (p.clone(), name.clone()))
                .collect()
        };
        (!self.names.is_empty()).then(names)
    }

    /// Values by placeholder.
    pub(super) fn values<C: FromIterator<(String, AttributeValue)>>(&self) -> Option<C> {
        (!self.values.is_empty()).then(|| self.values.iter().cloned().collect())
    }

    /// The expression of a condition; none when it always holds.
    pub(super) fn condition(&mut self, when: &Condition) -> Result<Option<String>, TableError> {
        if when.always_holds() {
            Ok(None)
        } else {
            self.part(when, true).map(Some)
        }
    }

    fn part(&mut self, when: &Condition, outermost: bool) -> Result<String, TableError> {
        Ok(match when {
            Condition::Always => return Err(TableError::Invalid("an empty condition".into())),
            Condition::NotExists => format!("attribute_not_exists({})", self.name("pk")),
            Condition::Exists => format!("attribute_exists({})", self.name("pk")),
            Condition::Absent(name) => format!("attribute_not_exists({})", self.name(name)),
            Condition::Equals(name, value) => {
                format!("{} = {}", self.name(name), self.value(value)?)
            }
            Condition::LessThan(name, value) => {
                format!("{} < {}", self.name(name), self.value(value)?)
            }
            Condition::All(parts) => {
                // What always holds adds nothing, and must not leave unused placeholders behind.
                let parts: Vec<_> = parts.iter().filter(|p| !p.always_holds()).collect();
                self.joined(&parts, " AND ", outermost)?
            }
            Condition::Any(parts) => {
                self.joined(&parts.iter().collect::<Vec<_>>(), " OR ", outermost)?
            }
        })
    }

    fn joined(
        &mut self,
        parts: &[&Condition],
        operator: &str,
        outermost: bool,
    ) -> Result<String, TableError> {
        // DynamoDB refuses redundant parentheses.
        if let [only] = parts {
            return self.part(only, outermost);
        }
        let parts = parts
            .iter()
            .map(|p| self.part(p, false))
            .collect::<Result<Vec<_>, _>>()?;
        let joined = parts.join(operator);
        Ok(if outermost {
            joined
        } else {
            format!("({joined})")
        })
    }

    /// The expression of an update.
    pub(super) fn update(
        &mut self,
        set: &BTreeMap<String, Value>,
        add: &BTreeMap<String, i64>,
        remove: &[String],
    ) -> Result<String, TableError> {
        let mut clauses = Vec::new();
        let mut parts = Vec::new();
        for (name, value) in set {
            parts.push(format!("{} = {}", self.name(name), self.value(value)?));
        }
        clause(&mut clauses, "SET", &mut parts);
        for (name, number) in add {
            parts.push(format!(
                "{} {}",
                self.name(name),
                self.value(&Value::from(*number))?
            ));
        }
        clause(&mut clauses, "ADD", &mut parts);
        parts.extend(remove.iter().map(|name| self.name(name)));
        clause(&mut clauses, "REMOVE", &mut parts);
        Ok(clauses.join(" "))
    }
}

fn clause(clauses: &mut Vec<String>, verb: &str, parts: &mut Vec<String>) {
    if !parts.is_empty() {
        clauses.push(format!("{verb} {}", std::mem::take(parts).join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(when: &Condition) -> Option<String> {
        Placeholders::default().condition(when).unwrap()
    }

    #[test]
    fn what_always_holds_needs_no_expression() {
        let nothing = Condition::All(vec![Condition::Always, Condition::All(vec![])]);
        assert_eq!(text(&nothing), None);
        assert_eq!(
            text(&Condition::Any(vec![Condition::Exists, Condition::Always])),
            None
        );
    }

    #[test]
    fn parentheses_only_where_they_are_needed() {
        let either = Condition::Any(vec![
            Condition::NotExists,
            Condition::All(vec![
                Condition::version(3),
                Condition::Always,
                Condition::Any(vec![Condition::Absent("x".into())]),
            ]),
        ]);
        assert_eq!(
            text(&either).unwrap(),
            "attribute_not_exists(#n0) OR (#n1 = :v0 AND attribute_not_exists(#n2))"
        );
    }

    #[test]
    fn an_update_names_each_attribute_once() {
        let mut p = Placeholders::default();
        let set = [("a".to_owned(), json!(1)), ("b".to_owned(), json!("x"))].into();
        let add = [("n".to_owned(), -2)].into();
        let update = p.update(&set, &add, &["gone".into()]).unwrap();
        assert_eq!(update, "SET #n0 = :v0, #n1 = :v1 ADD #n2 :v2 REMOVE #n3");
        assert_eq!(
            p.condition(&Condition::Absent("a".into()))
                .unwrap()
                .unwrap(),
            "attribute_not_exists(#n0)"
        );
    }
}
