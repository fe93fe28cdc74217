//! Who issues the tokens with which people sign in, and what their claims mean here.

use super::{Config, listed, optional};
use crate::domain::access::Role;
use crate::outbound::Outbound;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

/// An issuer of tokens, as it is configured.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each key is explained in config.default.toml")]
pub struct IssuerConfig {
    pub issuer: String,
    #[serde(deserialize_with = "listed")]
    pub audience: Vec<String>,
    #[serde(default)]
    pub jwks_url: String,
    #[serde(default = "email")]
    pub person_claim: String,
    #[serde(default = "roles_claim")]
    pub roles_claim: String,
    #[serde(default, deserialize_with = "optional")]
    pub default_role: Option<Role>,
    #[serde(default = "roles")]
    pub roles: BTreeMap<String, Role>,
}

fn email() -> String {
    "email".to_owned()
}

fn roles_claim() -> String {
    "roles".to_owned()
}

fn roles() -> BTreeMap<String, Role> {
    let named = [("Reader", Role::Reader), ("Owner", Role::Owner), ("Editor", Role::Editor), ("Admin", Role::Admin)];
    named.map(|(name, role)| (format!("Plumbline.{name}"), role)).into()
}

impl IssuerConfig {
    /// Where it says of itself what it is (OpenID Connect Discovery).
    pub fn discovery_url(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'))
    }

    fn fault(&self, outbound: &Outbound) -> Option<String> {
        let (key, url) = if self.jwks_url.is_empty() { ("issuer", &self.issuer) } else { ("jwks_url", &self.jwks_url) };
        if let Err(refusal) = outbound.check(url) {
            return Some(format!("{key} {refusal}"));
        }
        if self.jwks_url.is_empty() && self.issuer.contains(['?', '#']) {
            return Some("issuer must have neither ? nor #".to_owned());
        }
        if self.audience.is_empty() || self.audience.contains(&String::new()) {
            return Some("audience must name what the tokens for Plumbline are made out to".to_owned());
        }
        if self.person_claim.is_empty() || self.roles_claim.is_empty() {
            return Some("person_claim and roles_claim must name a claim".to_owned());
        }
        // A role that everybody has whom the issuer knows must do no harm.
        let harmless = self.default_role.is_none_or(|role| role <= Role::Owner);
        (!harmless).then(|| "default_role must be reader, owner or empty".to_owned())
    }
}

/// What is wrong with the issuers, each by itself and all together.
pub(super) fn faults(config: &Config) -> Vec<String> {
    let outbound = Outbound::new(config.outbound_allow.clone(), Duration::ZERO);
    let told = |issuer: &IssuerConfig| issuer.fault(&outbound).map(|fault| format!("of {:?}: {fault}", issuer.issuer));
    let mut faults: Vec<_> = config.oidc.iter().filter_map(told).collect();
    let mut seen = HashSet::new();
    let twice = config.oidc.iter().find(|issuer| !seen.insert(&issuer.issuer));
    faults.extend(twice.map(|issuer| format!("the issuer {:?} is there twice", issuer.issuer)));
    faults
}
