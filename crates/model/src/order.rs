//! The order of what has to be given, from one version of a service to the next.
//!
//! The parameters of a constructor stand in the order of the required members. A model that only lists them in another
//! order would swap two texts in calls that go on compiling.

use std::collections::BTreeMap;

use crate::service::{Member, Presence, Service, ShapeKind};

/// Puts required members that both versions have into the order of the older one; everything else stays where it is.
pub fn keep(service: &mut Service, older: &Service) {
    for (id, shape) in &mut service.shapes {
        let older = older.shapes.get(id).map(|shape| &shape.kind);
        if let (ShapeKind::Structure(members), Some(ShapeKind::Structure(older))) =
            (&mut shape.kind, older)
        {
            keep_members(members, older);
        }
    }
}

fn keep_members(members: &mut [Member], older: &[Member]) {
    let is_required = |member: &&Member| member.presence == Presence::Required;
    let ranks: BTreeMap<&str, usize> = older
        .iter()
        .filter(is_required)
        .enumerate()
        .map(|(rank, member)| (member.wire.as_str(), rank))
        .collect();
    let rank = |member: &Member| {
        let rank = ranks.get(member.wire.as_str()).copied();
        rank.filter(|_| member.presence == Presence::Required)
    };
    let places: Vec<usize> = (0..members.len())
        .filter(|at| rank(&members[*at]).is_some())
        .collect();
    let mut kept: Vec<Member> = places.iter().map(|at| members[*at].clone()).collect();
    if kept.is_sorted_by_key(rank) {
        return;
    }
    kept.sort_by_key(rank);
    for (at, member) in places.into_iter().zip(kept) {
        members[at] = member;
    }
}

#[cfg(test)]
mod tests {
    use super::keep;
    use crate::service::{Presence, Service, ShapeKind};
    use crate::testing::{TEXT, id, member, operation, optional, service, structure};

    /// A service of one structure; a name with `?` is that of a member that may be absent.
    fn with(names: &[&str]) -> Service {
        let members = names.iter().map(|name| match name.strip_suffix('?') {
            Some(name) => optional(member(name, TEXT)),
            None => member(name, TEXT),
        });
        service(
            vec![operation("Do")],
            vec![("In", structure(members.collect()))],
        )
    }

    fn names(service: &Service) -> Vec<String> {
        let ShapeKind::Structure(members) = &service.shapes[&id("In")].kind else {
            panic!("it is a structure");
        };
        let name = |absent: bool, wire: &str| format!("{wire}{}", if absent { "?" } else { "" });
        members
            .iter()
            .map(|member| name(member.presence == Presence::Optional, &member.wire))
            .collect()
    }

    #[test]
    fn parameters_would_be_swapped_without_a_word() {
        for (old, new, expected) in [
            (&["a", "b"][..], &["b", "a"][..], &["a", "b"][..]),
            (&["a", "b"], &["b", "x?", "a"], &["a", "x?", "b"]),
            (&["a", "b"], &["b", "c", "a"], &["a", "c", "b"]),
            (&["a?", "b"], &["b", "a"], &["b", "a"]),
            (&["a", "b"], &["b", "a?"], &["b", "a?"]),
            (&[], &["b", "a"], &["b", "a"]),
        ] {
            let mut service = with(new);
            keep(&mut service, &with(old));
            assert_eq!(names(&service), expected, "{old:?} {new:?}");
            // Once more changes nothing.
            let again = service.clone();
            keep(&mut service, &with(old));
            assert_eq!(service, again);
        }
    }
}
