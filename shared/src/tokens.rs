//! Tokens: the words of the API and the files, as enums.

/// Defines an enum whose variants are tokens of the API and the files.
// A token is a `tt`: derives cannot read a `literal` that comes out of a macro, and would document the names of the variants.
macro_rules! tokens {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $token:tt),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        $vis enum $name {
            $($(#[$vmeta])* #[serde(rename = $token)] $variant),+
        }

        impl $name {
            /// Every value, in the order of its definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Every token, in the same order.
            pub const TOKENS: &'static [&'static str] = &[$($token),+];

            /// The token that stands for this value in the API and in files.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $token),+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::tokens::UnknownToken;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                match text {
                    $($token => Ok(Self::$variant),)+
                    _ => Err($crate::tokens::UnknownToken { allowed: Self::TOKENS }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// A token that is not one of those allowed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be one of: {}", allowed.join(", "))]
pub struct UnknownToken {
    /// What would have been accepted.
    pub allowed: &'static [&'static str],
}
