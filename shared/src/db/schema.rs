//! The tables, as the migrations make them. A test compares the two.

#![expect(missing_docs, reason = "the columns are explained in the migrations")]

diesel::table! {
    settings (id) {
        id -> Integer,
        body -> Text,
        version -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    secrets (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Text,
        name -> Text,
        role -> Text,
        secret_hash -> Text,
        created_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        person_id -> Nullable<Text>,
        scopes -> Nullable<Text>,
        service_area_ids -> Nullable<Text>,
        expires_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
        previous_hash -> Nullable<Text>,
        previous_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    history (number) {
        number -> BigInt,
        id -> Text,
        at -> BigInt,
        actor -> Text,
        request_id -> Nullable<Text>,
        event -> Text,
        kind -> Text,
        item_id -> Nullable<Text>,
        reference -> Text,
        period -> Nullable<Integer>,
        changes -> Text,
    }
}

diesel::table! {
    former_refs (kind, ref_key) {
        kind -> Text,
        ref_key -> Text,
        item_id -> Text,
    }
}

diesel::table! {
    kept_answers (caller, operation, idempotency_key) {
        caller -> Text,
        operation -> Text,
        idempotency_key -> Text,
        fingerprint -> Text,
        status -> Integer,
        version -> Nullable<BigInt>,
        body -> Text,
        answered_at -> BigInt,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        state -> Text,
        mode -> Text,
        dry_run -> Bool,
        actor -> Text,
        request_id -> Nullable<Text>,
        started_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        summary -> Nullable<Text>,
        errors -> Nullable<Text>,
        fault -> Nullable<Text>,
    }
}

diesel::table! {
    import_rows (import_id, block) {
        import_id -> Text,
        block -> Integer,
        file -> Text,
        kind -> Text,
        body -> Text,
    }
}

diesel::table! {
    periods (period) {
        period -> Integer,
        state -> Text,
        reason -> Nullable<Text>,
        changed_at -> BigInt,
        changed_by -> Text,
    }
}

diesel::table! {
    directorates (id) {
        id -> Text,
        reference -> Text,
        ref_key -> Text,
        search -> Text,
        name -> Text,
        name_cy -> Nullable<Text>,
        archived_at -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    service_areas (id) {
        id -> Text,
        reference -> Text,
        ref_key -> Text,
        search -> Text,
        name -> Text,
        name_cy -> Nullable<Text>,
        directorate_id -> Nullable<Text>,
        archived_at -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    people (id) {
        id -> Text,
        reference -> Text,
        ref_key -> Text,
        search -> Text,
        email -> Nullable<Text>,
        name -> Text,
        language -> Nullable<Text>,
        service_area_id -> Nullable<Text>,
        manager_id -> Nullable<Text>,
        active -> Bool,
        archived_at -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        optional_mail -> Nullable<Text>,
        optional_mail_day -> Nullable<Text>,
        directs_id -> Nullable<Text>,
    }
}

diesel::table! {
    plan_items (id) {
        id -> Text,
        reference -> Text,
        ref_key -> Text,
        search -> Text,
        level -> Text,
        parent_id -> Nullable<Text>,
        title -> Text,
        title_cy -> Nullable<Text>,
        target_year -> Nullable<Text>,
        number -> Nullable<Integer>,
        archived_at -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    actions (id) {
        id -> Text,
        reference -> Text,
        ref_key -> Text,
        search -> Text,
        title -> Text,
        title_cy -> Nullable<Text>,
        corporate_action_id -> Nullable<Text>,
        service_area_id -> Nullable<Text>,
        owner_id -> Nullable<Text>,
        deputy_id -> Nullable<Text>,
        start_date -> Nullable<Date>,
        original_due_date -> Date,
        due_date -> Date,
        lifecycle -> Text,
        lifecycle_on -> Date,
        archived_at -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        succeeds_id -> Nullable<Text>,
        ends_on -> Nullable<Date>,
    }
}

diesel::table! {
    action_due_dates (id) {
        id -> Text,
        action_id -> Text,
        revision -> Integer,
        due_date -> Date,
        reason -> Nullable<Text>,
        agreed_on -> Date,
        period -> Nullable<Integer>,
        recorded_at -> BigInt,
        recorded_by -> Text,
    }
}

diesel::table! {
    action_updates (id) {
        id -> Text,
        action_id -> Text,
        period -> Integer,
        revision -> Integer,
        percent_complete -> BigInt,
        reported_rag -> Nullable<Text>,
        commentary -> Nullable<Text>,
        commentary_cy -> Nullable<Text>,
        revised_due_date -> Nullable<Date>,
        revision_reason -> Nullable<Text>,
        effect_on -> Date,
        restatement_reason -> Nullable<Text>,
        recorded_at -> BigInt,
        recorded_by -> Text,
    }
}

diesel::table! {
    indicators (id) {
        id -> Text,
        reference -> Text,
        ref_key -> Text,
        search -> Text,
        aliases -> Text,
        title -> Text,
        title_cy -> Nullable<Text>,
        objective_id -> Nullable<Text>,
        category -> Nullable<Text>,
        polarity -> Text,
        unit -> Text,
        decimals -> Integer,
        frequency -> Text,
        reporting_quarter -> Nullable<Text>,
        basis -> Text,
        band_low -> Nullable<BigInt>,
        band_high -> Nullable<BigInt>,
        tolerance -> Nullable<BigInt>,
        tolerance_kind -> Nullable<Text>,
        green_within -> Nullable<BigInt>,
        direction_basis -> Nullable<Text>,
        owner_id -> Nullable<Text>,
        deputy_id -> Nullable<Text>,
        service_area_id -> Nullable<Text>,
        additional -> Bool,
        archived_at -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    indicator_results (id) {
        id -> Text,
        indicator_id -> Text,
        period -> Integer,
        revision -> Integer,
        actual -> Nullable<BigInt>,
        target -> Nullable<BigInt>,
        numerator -> Nullable<BigInt>,
        denominator -> Nullable<BigInt>,
        provisional -> Bool,
        comparable -> Bool,
        commentary -> Nullable<Text>,
        commentary_cy -> Nullable<Text>,
        stated_rag -> Nullable<Text>,
        stated_direction -> Nullable<Text>,
        effect_on -> Date,
        restatement_reason -> Nullable<Text>,
        recorded_at -> BigInt,
        recorded_by -> Text,
    }
}

diesel::table! {
    breakdowns (id) {
        id -> Text,
        indicator_id -> Nullable<Text>,
        measure -> Text,
        dimension -> Text,
        value_label -> Text,
        period -> Integer,
        value -> BigInt,
        unit -> Text,
        recorded_at -> BigInt,
        recorded_by -> Text,
    }
}

diesel::table! {
    risks (id) {
        id -> Text,
        reference -> Text,
        ref_key -> Text,
        search -> Text,
        kind -> Text,
        title -> Text,
        title_cy -> Nullable<Text>,
        category -> Nullable<Text>,
        owner_id -> Nullable<Text>,
        deputy_id -> Nullable<Text>,
        controls -> Nullable<Text>,
        mitigating_actions -> Nullable<Text>,
        archived_at -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    risk_service_areas (risk_id, service_area_id) {
        risk_id -> Text,
        service_area_id -> Text,
        position -> Integer,
    }
}

diesel::table! {
    risk_objectives (risk_id, plan_item_id) {
        risk_id -> Text,
        plan_item_id -> Text,
        position -> Integer,
    }
}

diesel::table! {
    risk_mitigations (risk_id, action_id) {
        risk_id -> Text,
        action_id -> Text,
        position -> Integer,
    }
}

diesel::table! {
    risk_assessments (id) {
        id -> Text,
        risk_id -> Text,
        service_area_id -> Nullable<Text>,
        period -> Integer,
        revision -> Integer,
        inherent_likelihood -> Nullable<Integer>,
        inherent_impact -> Nullable<Integer>,
        residual_likelihood -> Nullable<Integer>,
        residual_impact -> Nullable<Integer>,
        residual_score -> Integer,
        forecast -> Nullable<Text>,
        reason -> Nullable<Text>,
        reason_cy -> Nullable<Text>,
        stated_direction -> Nullable<Text>,
        stated_band -> Nullable<Text>,
        effect_on -> Date,
        restatement_reason -> Nullable<Text>,
        recorded_at -> BigInt,
        recorded_by -> Text,
    }
}

diesel::table! {
    projects (id) {
        id -> Text,
        reference -> Text,
        ref_key -> Text,
        search -> Text,
        title -> Text,
        title_cy -> Nullable<Text>,
        programme -> Nullable<Text>,
        tranches -> Text,
        archived_at -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    project_statuses (id) {
        id -> Text,
        project_id -> Text,
        period -> Integer,
        revision -> Integer,
        status -> Text,
        commentary -> Nullable<Text>,
        commentary_cy -> Nullable<Text>,
        effect_on -> Date,
        restatement_reason -> Nullable<Text>,
        recorded_at -> BigInt,
        recorded_by -> Text,
    }
}

diesel::table! {
    narratives (id) {
        id -> Text,
        scope -> Text,
        period -> Integer,
        section -> Text,
        language -> Text,
        body -> Text,
        recorded_at -> BigInt,
        recorded_by -> Text,
        author_id -> Nullable<Text>,
        state -> Text,
    }
}

diesel::table! {
    judgements (id) {
        id -> Text,
        scope -> Text,
        period -> Integer,
        part -> Text,
        rag -> Text,
        reason -> Text,
        recorded_at -> BigInt,
        recorded_by -> Text,
    }
}

diesel::table! {
    finding_acceptances (id) {
        id -> Text,
        period -> Integer,
        reason -> Text,
        accepted_at -> BigInt,
        accepted_by -> Text,
    }
}

diesel::table! {
    frozen_reports (id) {
        id -> Text,
        period -> Integer,
        scope -> Text,
        name -> Text,
        signed_at -> BigInt,
        signed_by -> Text,
        reason -> Nullable<Text>,
        digest -> Text,
        superseded_at -> Nullable<BigInt>,
        superseded_by -> Nullable<Text>,
        superseded_because -> Nullable<Text>,
        published -> Bool,
        published_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    frozen_faces (report_id, name) {
        report_id -> Text,
        name -> Text,
        media_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        body -> Text,
    }
}

diesel::table! {
    alerts (id) {
        id -> Text,
        rule -> Text,
        item_kind -> Text,
        item_id -> Text,
        service_area_id -> Nullable<Text>,
        subject -> Text,
        owner_id -> Nullable<Text>,
        why -> Text,
        opened_on -> Date,
        opened_at -> BigInt,
        resolved_on -> Nullable<Date>,
        resolved_at -> Nullable<BigInt>,
        ended -> Nullable<Text>,
        mentions -> Integer,
        mentioned_on -> Nullable<Date>,
        told_to -> Nullable<Text>,
        closing_told -> Bool,
        stage -> Nullable<Integer>,
        told_stage -> Nullable<Integer>,
        first_sent_on -> Nullable<Date>,
        escalated_on -> Nullable<Date>,
        quiet_until -> Nullable<Date>,
        quiet_kind -> Nullable<Text>,
        quiet_reason -> Nullable<Text>,
        quiet_by -> Nullable<Text>,
        quiet_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    schedule (name) {
        name -> Text,
        next_on -> Date,
    }
}

diesel::table! {
    check_runs (id) {
        id -> Text,
        check_name -> Text,
        day -> Date,
        trigger_kind -> Text,
        started_at -> BigInt,
        opened -> Integer,
        resolved -> Integer,
        queued -> Integer,
    }
}

diesel::table! {
    notifications (id) {
        id -> Text,
        person_id -> Text,
        check_name -> Text,
        day -> Date,
        state -> Text,
        message_id -> Text,
        frozen -> Nullable<Text>,
        address -> Nullable<Text>,
        attempts -> Integer,
        next_attempt_at -> BigInt,
        leased_until -> Nullable<BigInt>,
        fence -> BigInt,
        last_reply -> Nullable<Text>,
        created_at -> BigInt,
        settled_at -> Nullable<BigInt>,
        broken_at -> Nullable<BigInt>,
        period -> Nullable<Integer>,
    }
}

diesel::table! {
    notification_alerts (notification_id, alert_id) {
        notification_id -> Text,
        alert_id -> Text,
        state -> Text,
        due -> Bool,
    }
}

diesel::table! {
    workers (id) {
        id -> Text,
        started_at -> BigInt,
        last_tick_at -> BigInt,
        mail_resumes_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    calendars (id) {
        id -> Text,
        person_id -> Nullable<Text>,
        service_area_id -> Nullable<Text>,
        secret_hash -> Text,
        created_at -> BigInt,
        created_by -> Text,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Text,
        name -> Text,
        url -> Text,
        events -> Text,
        service_area_ids -> Nullable<Text>,
        state -> Text,
        disabled_reason -> Nullable<Text>,
        failing_since -> Nullable<BigInt>,
        secret -> Text,
        previous_secret -> Nullable<Text>,
        previous_until -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> Text,
        webhook_id -> Text,
        event_type -> Text,
        payload -> Text,
        state -> Text,
        attempts -> Integer,
        next_attempt_at -> BigInt,
        leased_until -> Nullable<BigInt>,
        fence -> BigInt,
        last_status -> Nullable<Integer>,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
        settled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    suppressed_addresses (id) {
        id -> Text,
        address -> Text,
        since -> BigInt,
        reason -> Text,
        notification_id -> Text,
    }
}

diesel::joinable!(api_keys -> people (person_id));
diesel::joinable!(calendars -> people (person_id));
diesel::joinable!(calendars -> service_areas (service_area_id));
diesel::joinable!(service_areas -> directorates (directorate_id));
diesel::joinable!(people -> directorates (directs_id));
diesel::joinable!(people -> service_areas (service_area_id));
diesel::joinable!(actions -> plan_items (corporate_action_id));
diesel::joinable!(actions -> service_areas (service_area_id));
diesel::joinable!(action_due_dates -> actions (action_id));
diesel::joinable!(action_updates -> actions (action_id));
diesel::joinable!(indicators -> plan_items (objective_id));
diesel::joinable!(indicators -> service_areas (service_area_id));
diesel::joinable!(indicator_results -> indicators (indicator_id));
diesel::joinable!(breakdowns -> indicators (indicator_id));
diesel::joinable!(risk_service_areas -> risks (risk_id));
diesel::joinable!(risk_service_areas -> service_areas (service_area_id));
diesel::joinable!(risk_objectives -> risks (risk_id));
diesel::joinable!(risk_objectives -> plan_items (plan_item_id));
diesel::joinable!(risk_mitigations -> risks (risk_id));
diesel::joinable!(risk_mitigations -> actions (action_id));
diesel::joinable!(risk_assessments -> risks (risk_id));
diesel::joinable!(risk_assessments -> service_areas (service_area_id));
diesel::joinable!(project_statuses -> projects (project_id));
diesel::joinable!(alerts -> service_areas (service_area_id));
diesel::joinable!(alerts -> people (owner_id));
diesel::joinable!(notifications -> people (person_id));
diesel::joinable!(notification_alerts -> notifications (notification_id));
diesel::joinable!(notification_alerts -> alerts (alert_id));
diesel::joinable!(suppressed_addresses -> notifications (notification_id));

diesel::allow_tables_to_appear_in_same_query!(
    settings,
    secrets,
    api_keys,
    calendars,
    webhooks,
    webhook_deliveries,
    history,
    former_refs,
    kept_answers,
    periods,
    directorates,
    service_areas,
    people,
    plan_items,
    actions,
    action_due_dates,
    action_updates,
    indicators,
    indicator_results,
    breakdowns,
    risks,
    risk_service_areas,
    risk_objectives,
    risk_mitigations,
    risk_assessments,
    projects,
    project_statuses,
    narratives,
    judgements,
    finding_acceptances,
    frozen_reports,
    frozen_faces,
    alerts,
    schedule,
    check_runs,
    notifications,
    notification_alerts,
    suppressed_addresses,
    workers,
);

diesel::alias!(
    people as deputies: Deputies,
    people as managers: Managers,
    actions as predecessors: Predecessors,
    plan_items as parents: Parents,
);
