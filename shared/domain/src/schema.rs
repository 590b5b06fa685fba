//! Schemas of what is written as text of a form of its own, for the API's description.

/// Describes a type that is one string on the wire.
macro_rules! text_schema {
    ($type:ident, $pattern:expr, $example:expr, $about:expr) => {
        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $type {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some($pattern))
                    .examples([$example])
                    .description(Some(str::trim_ascii($about)))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $type {}
    };
}

pub(crate) use text_schema;
