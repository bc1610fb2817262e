/* What the session's properties hold, for GObject. */
#include "experiment/session.h"

G_DEFINE_BOXED_TYPE (ThetaExperiment, theta_experiment, theta_experiment_ref,
                     theta_experiment_unref)
G_DEFINE_BOXED_TYPE (ThetaDataset, theta_dataset, theta_dataset_ref, theta_dataset_unref)
G_DEFINE_BOXED_TYPE (ThetaFrame, theta_frame, theta_frame_ref, theta_frame_unref)
G_DEFINE_BOXED_TYPE (ThetaResults, theta_results, theta_results_ref, theta_results_unref)
