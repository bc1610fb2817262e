/* Names of cuSOLVER that the module's header mentions; no operation on sets calls it. */
#pragma once

typedef struct HostSolver *cusolverDnHandle_t;
typedef struct HostParams *cusolverDnParams_t;

typedef enum
{
  CUSOLVER_STATUS_SUCCESS = 0,
  CUSOLVER_STATUS_ALLOC_FAILED = 2
} cusolverStatus_t;
