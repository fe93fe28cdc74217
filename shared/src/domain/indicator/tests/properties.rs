use super::*;

/// Figures large and small, and a few that often coincide.
fn any_figure() -> impl Strategy<Value = Figure> {
    let millionths = prop_oneof![
        -999_999_999_999_999_999..=999_999_999_999_999_999_i64,
        -2_000_000..=2_000_000_i64,
        (-5..=5_i64).prop_map(|whole| whole * 1_000_000)
    ];
    millionths.prop_map(|millionths| Figure::from_millionths(millionths).unwrap())
}

prop_compose! {
    fn any_definition()(
        polarity in prop_oneof![Just(Polarity::Higher), Just(Polarity::Lower), Just(Polarity::Band)],
        kind in prop_oneof![Just(ToleranceKind::Relative), Just(ToleranceKind::Absolute)],
        (one, other) in (any_figure(), any_figure()),
        (tolerance, green_within) in (0..60_000_000_i64, prop_oneof![Just(0_i64), 0..20_000_000_i64]),
    ) -> Definition {
        let tolerance = Figure::from_millionths(tolerance).unwrap();
        let green_within = Figure::from_millionths(green_within).unwrap();
        let (band_low, band_high) = (Some(one.min(other)), Some(one.max(other)));
        Definition { band_low, band_high, tolerance, tolerance_kind: kind, green_within, ..definition(polarity) }
    }
}

fn negated(figure: Figure) -> Figure {
    Figure::from_millionths(-figure.millionths()).unwrap()
}

/// The same definition seen in a mirror: what was higher is lower.
fn mirrored(definition: &Definition) -> Definition {
    let polarity = match definition.polarity {
        Polarity::Higher => Polarity::Lower,
        Polarity::Lower => Polarity::Higher,
        Polarity::Band => Polarity::Band,
    };
    let (band_low, band_high) = (definition.band_high.map(negated), definition.band_low.map(negated));
    Definition { polarity, band_low, band_high, ..definition.clone() }
}

proptest! {
    #[test]
    fn a_mirror_changes_no_status(definition in any_definition(), actual in any_figure(), target in any_figure(), prior in any_figure()) {
        let straight = assess(&definition, Some(actual), Some(target), Some(prior));
        let mirror = assess(&mirrored(&definition), Some(negated(actual)), Some(negated(target)), Some(negated(prior)));
        prop_assert_eq!((straight.rag, straight.direction), (mirror.rag, mirror.direction));
        prop_assert_eq!(straight.rag_explanation.reason, mirror.rag_explanation.reason);
    }

    #[test]
    fn a_better_actual_never_has_a_worse_rag_or_direction(
        definition in any_definition().prop_filter("a band has no better end", |definition| definition.polarity != Polarity::Band),
        (one, other) in (any_figure(), any_figure()),
        (target, prior) in (any_figure(), any_figure()),
    ) {
        let (worse, better) = if definition.polarity == Polarity::Higher { (one.min(other), one.max(other)) } else { (one.max(other), one.min(other)) };
        let (worse, better) = (assess(&definition, Some(worse), Some(target), Some(prior)), assess(&definition, Some(better), Some(target), Some(prior)));
        prop_assert!(better.rag <= worse.rag, "{} {}", better.rag, worse.rag);
        prop_assert!(better.direction <= worse.direction, "{} {}", better.direction, worse.direction);
    }

    #[test]
    fn nearer_to_a_band_in_points_is_never_worse(one in any_figure(), other in any_figure(), tolerance in 0..5_000_000_i64) {
        let definition = Definition {
            tolerance: Figure::from_millionths(tolerance).unwrap(),
            tolerance_kind: ToleranceKind::Absolute,
            ..band(Some("-1"), Some("1.5"))
        };
        let distance = |figure: Figure| (-1_000_000 - figure.millionths()).max(figure.millionths() - 1_500_000).max(0);
        let (near, far) = if distance(one) <= distance(other) { (one, other) } else { (other, one) };
        let (near, far) = (assess(&definition, Some(near), None, None), assess(&definition, Some(far), None, None));
        prop_assert!(near.rag <= far.rag);
    }

    #[test]
    fn the_relative_boundary_is_exact(
        percent in 1..=90_i64,
        hundredth in prop_oneof![1..=9_999_999_999_999_999_i64, 1..=20_i64],
        sign in prop_oneof![Just(1), Just(-1)],
        polarity in prop_oneof![Just(Polarity::Higher), Just(Polarity::Lower)],
    ) {
        let target = sign * hundredth * 100;
        let worse = if polarity == Polarity::Higher { -1 } else { 1 };
        let at = target + worse * hundredth * percent;
        prop_assume!(at.abs() < 999_999_999_999_999_999);
        let definition = Definition { tolerance: Figure::from(i32::try_from(percent).unwrap()), ..definition(polarity) };
        let rag = |actual| assess(&definition, Figure::from_millionths(actual), Figure::from_millionths(target), None).rag;
        prop_assert_eq!([rag(target), rag(at), rag(at + worse)], [Rag::Green, Rag::Amber, Rag::Red]);
    }

    #[test]
    fn the_absolute_boundary_is_exact(target in any_figure(), tolerance in 1..=1_000_000_000_i64, lower in any::<bool>()) {
        let (polarity, worse) = if lower { (Polarity::Lower, 1) } else { (Polarity::Higher, -1) };
        let at = target.millionths() + worse * tolerance;
        prop_assume!(at.abs() < 999_999_999_999_999_999);
        let tolerance = Figure::from_millionths(tolerance).unwrap();
        let definition = Definition { tolerance, tolerance_kind: ToleranceKind::Absolute, ..definition(polarity) };
        let rag = |actual| assess(&definition, Figure::from_millionths(actual), Some(target), None).rag;
        prop_assert_eq!([rag(target.millionths()), rag(at), rag(at + worse)], [Rag::Green, Rag::Amber, Rag::Red]);
    }
}
