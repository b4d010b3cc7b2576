//! Which names say that a value is a secret.
//!
//! A name is read as its words (`X-Api-Key`, `apiKey`, `API_KEY` → api, key). One table says which
//! words are secrets, one which words beside them say otherwise (`SecretArn`, `NextToken`).

use super::Kind;

/// Where a named value stands; each place has names of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A member of a body, at any depth; a field of a form.
    Body,
    /// A header.
    Header,
    /// A query parameter.
    Query,
    /// A variable of a collection or an environment.
    Variable,
}

/// Names that are secrets as they stand, in lower case and without separators.
const EXACT: [(&str, Kind); 30] = [
    ("accesskey", Kind::AccessKeyId),
    ("accesskeyid", Kind::AccessKeyId),
    ("apikey", Kind::ApiKey),
    ("auth", Kind::Credentials),
    ("authkey", Kind::ApiKey),
    ("authorization", Kind::Authorization),
    ("awsaccesskeyid", Kind::AccessKeyId),
    ("bearer", Kind::Token),
    ("clientassertion", Kind::Token),
    ("codeverifier", Kind::Secret),
    ("connectionstring", Kind::Credentials),
    ("cookie", Kind::Cookie),
    ("cookies", Kind::Cookie),
    ("credentials", Kind::Credentials),
    ("cvc", Kind::Code),
    ("cvv", Kind::Code),
    ("jsessionid", Kind::Session),
    ("jwt", Kind::Token),
    ("keymaterial", Kind::PrivateKey),
    ("otp", Kind::Password),
    ("passphrase", Kind::Password),
    ("phpsessid", Kind::Session),
    ("privatekey", Kind::PrivateKey),
    ("proxyauthorization", Kind::Authorization),
    ("sessionid", Kind::Session),
    ("sessionkey", Kind::Session),
    ("setcookie", Kind::Cookie),
    ("signingkey", Kind::PrivateKey),
    ("xauth", Kind::Credentials),
    ("xamzcredential", Kind::Credentials),
];

/// Words that make a name a secret, wherever they stand in it.
const WORDS: [(&str, Kind); 13] = [
    ("apikey", Kind::ApiKey),
    ("apitoken", Kind::Token),
    ("passcode", Kind::Password),
    ("passphrase", Kind::Password),
    ("passwd", Kind::Password),
    ("password", Kind::Password),
    ("pwd", Kind::Password),
    ("secret", Kind::Secret),
    ("secretkey", Kind::Secret),
    ("session", Kind::Session),
    ("subscriptionkey", Kind::ApiKey),
    ("token", Kind::Token),
    ("tokens", Kind::Token),
];

/// Words behind a secret one that make it a fact about the secret (`SecretArn`, `password_policy`).
const ABOUT: [&str; 58] = [
    "after",
    "age",
    "arn",
    "arns",
    "at",
    "attempts",
    "before",
    "changed",
    "count",
    "counts",
    "created",
    "date",
    "description",
    "duration",
    "enabled",
    "endpoint",
    "expiration",
    "expire",
    "expired",
    "expires",
    "expiry",
    "field",
    "format",
    "header",
    "hint",
    "id",
    "ids",
    "in",
    "kind",
    "label",
    "last",
    "length",
    "lifetime",
    "limit",
    "list",
    "location",
    "max",
    "min",
    "name",
    "names",
    "needed",
    "on",
    "optional",
    "policy",
    "reference",
    "required",
    "reset",
    "scope",
    "source",
    "status",
    "time",
    "timeout",
    "ttl",
    "type",
    "uri",
    "url",
    "usage",
    "version",
];

/// Words in front of `token` that make it no secret: pages, idempotency, counts of language models.
const HARMLESS_TOKENS: [&str; 41] = [
    "after",
    "before",
    "cancel",
    "cancellation",
    "completion",
    "concurrency",
    "consistency",
    "continuation",
    "cursor",
    "delta",
    "eviction",
    "idempotency",
    "idempotent",
    "input",
    "last",
    "lock",
    "marker",
    "match",
    "max",
    "maximum",
    "min",
    "next",
    "output",
    "page",
    "paging",
    "pagination",
    "position",
    "prev",
    "previous",
    "prompt",
    "progress",
    "reasoning",
    "request",
    "resume",
    "start",
    "starting",
    "stop",
    "sync",
    "total",
    "update",
    "used",
];

/// Query parameters that are secrets although their names say nothing elsewhere.
const QUERY: [(&str, Kind); 8] = [
    ("awsaccesskeyid", Kind::AccessKeyId),
    ("code", Kind::Code),
    ("key", Kind::ApiKey),
    ("sig", Kind::Signature),
    ("signature", Kind::Signature),
    ("xamzcredential", Kind::Credentials),
    ("xamzsecuritytoken", Kind::Token),
    ("xamzsignature", Kind::Signature),
];

/// The kind of secret that a name promises.
pub fn kind_of(place: Place, name: &str) -> Option<Kind> {
    if name.len() > 256 {
        return None;
    }
    let words = words(name);
    let joined = words.concat();
    if place == Place::Query
        && let Some(kind) = find(&QUERY, &joined)
    {
        return Some(kind);
    }
    if let Some(kind) = find(&EXACT, &joined) {
        return Some(kind);
    }
    secret_word(place, &words)
}

fn secret_word(place: Place, words: &[String]) -> Option<Kind> {
    for (at, word) in words.iter().enumerate() {
        let joined = words
            .get(at + 1)
            .map(|next| format!("{word}{next}"))
            .and_then(|pair| find(&WORDS, &pair).map(|kind| (kind, at + 2)));
        let found = joined.or_else(|| find(&WORDS, word).map(|kind| (kind, at + 1)));
        let Some((kind, behind)) = found else {
            continue;
        };
        let about = words[behind..]
            .iter()
            .any(|word| ABOUT.contains(&word.as_str()));
        // Headers carry sessions and tokens under all names; an extra mask there costs nothing.
        if about && place != Place::Header {
            continue;
        }
        if kind == Kind::Token && harmless_token(&words[..at]) {
            continue;
        }
        // In bodies `session` alone is a thing that has members or a title; its id is in `EXACT`.
        if kind == Kind::Session && place == Place::Body {
            continue;
        }
        // `MinimumPasswordLength`, `maxSecrets`: limits are facts about secrets too.
        if at > 0 && ["maximum", "minimum", "max", "min", "has", "is"].contains(&words[0].as_str())
        {
            continue;
        }
        return Some(kind);
    }
    None
}

fn harmless_token(before: &[String]) -> bool {
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    // The idempotency token of AWS; OAuth has no token of this name.
    if before == ["client"] || before.ends_with(&["client", "request"]) {
        return true;
    }
    before
        .last()
        .is_some_and(|word| HARMLESS_TOKENS.contains(word))
}

fn find(table: &[(&str, Kind)], name: &str) -> Option<Kind> {
    table
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, kind)| *kind)
}

/// The words of a name in lower case: split at other characters and where lower case meets upper
/// case, a run of capitals being one word up to the last of them (`AWSSecretKey` → aws, secret, key).
pub(super) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            push_word(&mut words, &mut word);
            continue;
        }
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let starts = letter.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit())
                || before.is_some_and(char::is_uppercase)
                    && after.is_some_and(|after| after.is_lowercase()));
        if starts {
            push_word(&mut words, &mut word);
        }
        word.extend(letter.to_lowercase());
    }
    push_word(&mut words, &mut word);
    words
}

fn push_word(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Place, kind_of, words};

    #[test]
    fn names_of_secrets_are_known_in_every_spelling() {
        for (name, kind) in [
            ("password", Kind::Password),
            ("userPassword", Kind::Password),
            ("new_password", Kind::Password),
            ("PASSWD", Kind::Password),
            ("client_secret", Kind::Secret),
            ("SecretString", Kind::Secret),
            ("SecretAccessKey", Kind::Secret),
            ("AWSSecretKey", Kind::Secret),
            ("AccessKeyId", Kind::AccessKeyId),
            ("SessionToken", Kind::Token),
            ("token", Kind::Token),
            ("access_token", Kind::Token),
            ("refreshToken", Kind::Token),
            ("id_token", Kind::Token),
            ("AuthorizationToken", Kind::Token),
            ("apiKey", Kind::ApiKey),
            ("X-Api-Key", Kind::ApiKey),
            ("api-key", Kind::ApiKey),
            ("apikey", Kind::ApiKey),
            ("APIKeyValue", Kind::ApiKey),
            ("private_key", Kind::PrivateKey),
            ("sessionId", Kind::Session),
            ("authorization", Kind::Authorization),
        ] {
            assert_eq!(kind_of(Place::Body, name), Some(kind), "{name}");
        }
    }

    #[test]
    fn names_of_pages_counts_and_facts_are_left_alone() {
        for name in [
            "NextToken",
            "nextPageToken",
            "next_page_token",
            "pageToken",
            "PaginationToken",
            "ContinuationToken",
            "syncToken",
            "clientToken",
            "ClientRequestToken",
            "idempotencyToken",
            "max_tokens",
            "MaxTokens",
            "totalTokens",
            "prompt_tokens",
            "TokenCount",
            "token_type",
            "tokenUrl",
            "SecretArn",
            "secretId",
            "SecretName",
            "PasswordPolicy",
            "passwordLastChanged",
            "MinimumPasswordLength",
            "hasPassword",
            "isSecret",
            "apiKeyId",
            "ApiKeyRequired",
            "sessionName",
            "session",
            "key",
            "code",
            "Key",
            "author",
            "passenger",
            "secretary",
            "tokenizer",
            "compass",
            "monkey",
        ] {
            assert_eq!(kind_of(Place::Body, name), None, "{name}");
        }
    }

    #[test]
    fn headers_and_queries_have_names_of_their_own() {
        for (place, name, kind) in [
            (Place::Header, "Authorization", Some(Kind::Authorization)),
            (Place::Header, "Set-Cookie", Some(Kind::Cookie)),
            (Place::Header, "X-Amz-Security-Token", Some(Kind::Token)),
            (Place::Header, "X-Session", Some(Kind::Session)),
            (Place::Header, "X-Auth-Token-Id", Some(Kind::Token)),
            (
                Place::Header,
                "Ocp-Apim-Subscription-Key",
                Some(Kind::ApiKey),
            ),
            (Place::Header, "Content-Type", None),
            (Place::Header, "X-Request-Id", None),
            (Place::Query, "X-Amz-Signature", Some(Kind::Signature)),
            (Place::Query, "X-Amz-Credential", Some(Kind::Credentials)),
            (Place::Query, "sig", Some(Kind::Signature)),
            (Place::Query, "key", Some(Kind::ApiKey)),
            (Place::Query, "code", Some(Kind::Code)),
            (Place::Query, "NextToken", None),
            (Place::Query, "LanguageCode", None),
            (Place::Variable, "bearerToken", Some(Kind::Token)),
            (Place::Variable, "baseUrl", None),
        ] {
            assert_eq!(kind_of(place, name), kind, "{name}");
        }
    }

    #[test]
    fn words_are_split_at_case_and_separators() {
        assert_eq!(words("X-Api-Key"), ["x", "api", "key"]);
        assert_eq!(words("AWSSecretKey"), ["aws", "secret", "key"]);
        assert_eq!(words("apiKEY2Use"), ["api", "key2", "use"]);
    }
}
