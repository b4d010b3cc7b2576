//! Members of structures: where they stand, and under which names.

use connector_model::service::{
    Binding, Deprecation, Member, MemberTraits, Presence, Protocol, Simple, Target,
};

use super::{Shapes, constraints};
use crate::aws::botocore::form::{self, Reference};
use crate::aws::botocore::text::Text;
use crate::aws::botocore::{deprecation, owned};
use crate::aws::place::{Fault, pointer};
use crate::aws::protocol;
use crate::codes;

impl<'m, 'a> Shapes<'m, 'a> {
    /// The members of a structure; one whose shape is missing is left out and a fault.
    pub(super) fn members(&mut self, name: &'m str, form: &'m form::Shape<'a>) -> Vec<Member> {
        if let Some(member) = form.members.repeated() {
            let member = member.to_owned();
            self.faults.push(Fault {
                rule: &codes::MODEL_DUPLICATE,
                pointer: pointer(&["shapes", name, "members", &member]),
                message: format!("`{name}` has the member `{member}` twice"),
                help: "remove one of the two".to_owned(),
            });
        }
        let is_head = self.heads.contains(name);
        let mut members = Vec::with_capacity(form.members.len());
        for (member, reference) in form.members.iter() {
            let at = ["shapes", name, "members", member];
            let Some((target_name, target_form)) = self.resolve(reference, &at) else {
                continue;
            };
            let binding = if is_head {
                self.binding(form, member, reference, target_form)
            } else {
                Binding::Body
            };
            let target = self.target_of(reference, target_name, target_form, binding);
            let Some(target) = target else { continue };
            let required = form.required.iter().any(|required| required == member);
            let presence = if required {
                Presence::Required
            } else {
                Presence::Optional
            };
            let mut made = self.member(member, reference, target_form, target, binding);
            made.traits.event_exception = form.eventstream && target_form.exception;
            members.push(Member { presence, ..made });
        }
        members
    }

    /// Where a member of an input, an output or an error stands.
    fn binding(
        &self,
        form: &form::Shape<'a>,
        name: &str,
        reference: &Reference<'a>,
        target: &form::Shape<'a>,
    ) -> Binding {
        if target.eventstream {
            return Binding::Payload;
        }
        if !self.wire.has_http_bindings() {
            return Binding::Body;
        }
        if form.payload.as_deref() == Some(name) {
            return Binding::Payload;
        }
        let is_map = target.kind.as_deref() == Some("map");
        match reference.location.as_deref() {
            Some("uri") => Binding::Label,
            Some("querystring") if is_map => Binding::QueryEntries,
            Some("querystring") => Binding::Query,
            Some("header") => Binding::Header,
            Some("headers") => Binding::PrefixHeaders,
            Some("statusCode") => Binding::StatusCode,
            _ => Binding::Body,
        }
    }

    fn member(
        &self,
        name: &str,
        reference: &Reference<'a>,
        form: &form::Shape<'a>,
        target: Target,
        binding: Binding,
    ) -> Member {
        let scalar = Some(form).filter(|_| matches!(target, Target::Simple(_)));
        let wire = self.wire_name(name, reference, form, binding);
        let documentation = reference
            .documentation
            .as_ref()
            .or_else(|| scalar?.documentation.as_ref());
        let is_bytes = matches!(target, Target::Simple(Simple::Blob | Simple::String));
        let flattened = reference.flattened || form.flattened;
        let traits = MemberTraits {
            name: protocol::named(name, &wire),
            query_name: self.query_name(name, reference, form, &wire),
            flattened: flattened && self.wire.names_items() && binding == Binding::Body,
            xml_attribute: reference.xml_attribute && self.wire.names_items(),
            // The root element of a payload has it (`xml_root`).
            xml_namespace: self
                .namespace(reference.xml_namespace.as_deref())
                .filter(|_| binding != Binding::Payload),
            idempotency_token: reference.idempotency_token || form.idempotency_token,
            host_label: reference.host_label,
            streaming: (reference.streaming || form.streaming)
                && is_bytes
                && binding == Binding::Payload,
            requires_length: form.requires_length,
            json_value: reference.jsonvalue || form.jsonvalue,
            event_header: reference.eventheader,
            event_header_bits: None,
            event_payload: reference.eventpayload,
            event_exception: false,
            sensitive: reference.sensitive || scalar.is_some_and(|form| form.sensitive),
            context_parameter: reference
                .context_param
                .as_ref()
                .map(|parameter| parameter.name.to_string()),
            media_type: None,
            default: None,
            deprecated: member_deprecation(reference, scalar),
            constraints: scalar.map(constraints).unwrap_or_default(),
        };
        Member {
            wire,
            target,
            binding,
            presence: Presence::Optional,
            nullable: false,
            documentation: owned(documentation),
            traits,
        }
    }

    /// Name of a member where it stands.
    fn wire_name(
        &self,
        name: &str,
        reference: &Reference<'a>,
        form: &form::Shape<'a>,
        binding: Binding,
    ) -> String {
        let stated = reference.location_name.as_ref();
        let chosen = match binding {
            Binding::PrefixHeaders => return owned(stated).unwrap_or_default(),
            Binding::Header | Binding::Label | Binding::Query => stated,
            Binding::Body => match self.wire.protocol {
                Protocol::AwsJson10 | Protocol::AwsJson11 | Protocol::RpcV2Cbor => None,
                Protocol::RestJson => stated,
                Protocol::Query | Protocol::RestXml => {
                    element(reference, form).or_else(|| repeated(reference, form))
                }
                Protocol::Ec2 => element(reference, form),
            },
            _ => None,
        };
        owned(chosen).unwrap_or_else(|| name.to_owned())
    }

    /// Name of a member in requests to EC2, where answers have another.
    fn query_name(
        &self,
        name: &str,
        reference: &Reference<'a>,
        form: &form::Shape<'a>,
        wire: &str,
    ) -> Option<String> {
        if self.wire.protocol != Protocol::Ec2 {
            return None;
        }
        let stated = owned(reference.query_name.as_ref());
        let made = || protocol::ec2_name(element(reference, form).map_or(name, |element| element));
        Some(stated.unwrap_or_else(made)).filter(|query| query != wire)
    }
}

/// Name of an element: the member's, or the one that its shape has everywhere.
fn element<'r, 'a>(
    reference: &'r Reference<'a>,
    form: &'r form::Shape<'a>,
) -> Option<&'r Text<'a>> {
    let own = reference.location_name.as_ref();
    own.or(form.location_name.as_ref())
}

/// Name of the items of a list that stands without an element around them wherever it is used: old models (`SimpleDB`) name
/// the element only there. A member that is flattened itself does not look at the names of items.
fn repeated<'r, 'a>(reference: &Reference<'a>, form: &'r form::Shape<'a>) -> Option<&'r Text<'a>> {
    if !form.flattened || reference.flattened {
        return None;
    }
    form.member.as_deref()?.location_name.as_ref()
}

fn member_deprecation(
    reference: &Reference<'_>,
    scalar: Option<&form::Shape<'_>>,
) -> Option<Deprecation> {
    let own = deprecation(
        reference.deprecated,
        reference.deprecated_message.as_ref(),
        reference.deprecated_since.as_ref(),
    );
    own.or_else(|| {
        let form = scalar?;
        deprecation(
            form.deprecated,
            form.deprecated_message.as_ref(),
            form.deprecated_since.as_ref(),
        )
    })
}
